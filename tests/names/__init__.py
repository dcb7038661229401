"""Names of people, read as words."""
