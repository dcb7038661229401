"""Figures, documents and views that are drawn from all other rooms."""
