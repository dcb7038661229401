"""Bringing in an old register: linked files are read through a profile and admitted as cases."""
