"""Limits that run: how much of a time limit is used, what is left, and when it falls due."""
