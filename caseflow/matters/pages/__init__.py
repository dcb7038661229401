"""Pages that every room may have for its matters; it mounts them with one call."""
