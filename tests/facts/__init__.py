"""Facts as people write them."""
