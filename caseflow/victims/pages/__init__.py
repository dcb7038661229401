"""The pages of victim assistance, a few to a file; `routes` brings them together."""
