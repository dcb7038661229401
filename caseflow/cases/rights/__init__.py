"""Who sees what of cases, and in which capacity."""
