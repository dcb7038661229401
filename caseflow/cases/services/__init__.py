"""Every change of a case, as a verb."""
