"""The matter as it is worked on: what was reported, who is named, what was found and decided."""
