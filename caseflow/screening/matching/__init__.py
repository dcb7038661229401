"""Comparing people by what is known of them; pure functions that know no database."""
