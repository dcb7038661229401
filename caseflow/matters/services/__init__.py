"""Every change of what hangs on a matter, as verbs."""
