"""What is read of screening: the register, one's own look-ups, and possible matches."""
