"""Misconduct risks: what may be done with them. Their pages are not built yet."""
