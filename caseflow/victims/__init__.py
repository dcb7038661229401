"""Help for those who were harmed: files under pseudonyms, needs, services, contact, being told."""
