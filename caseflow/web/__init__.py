"""What every page shares: the guard, forms, words, menus, error pages and the frame."""
