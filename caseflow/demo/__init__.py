"""Demonstration data: clearly fictional people, cases, victims and register entries."""
