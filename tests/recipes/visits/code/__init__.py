"""Visits of the conduct team: where it was, when, and what it heard there."""
