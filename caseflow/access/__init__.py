"""Who may see and do what: roles and reach, grants and bars, and the walls that hold them."""
