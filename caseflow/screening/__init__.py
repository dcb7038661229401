"""Is this person known to us? The sealed register, what enters it, and who asks it what."""
