"""What `make run` does: prepare an instance once, then serve it until told to stop."""
