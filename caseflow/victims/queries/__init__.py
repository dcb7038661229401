"""What an officer reads: the day, with what cannot wait first, and one person's file."""
