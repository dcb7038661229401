"""What a victim assistance officer does: open a file, note a need, refer, follow up, tell."""
