"""Pages of people, their accounts and the door."""
