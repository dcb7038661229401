"""Finding cases and colleagues by the names in them."""
