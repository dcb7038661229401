"""How cases go: where they stand, whose move it is, and the limits that run."""
