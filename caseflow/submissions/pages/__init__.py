"""What a page answers to a form that was sent before."""
