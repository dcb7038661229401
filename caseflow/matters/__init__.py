"""What hangs on a matter, whichever room it belongs to: notes, tasks."""
