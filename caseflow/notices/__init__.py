"""Telling people: an outbox of notices, and mail for those who want it."""
