"""The pages of screening, a few to a file; `routes` brings them together."""
