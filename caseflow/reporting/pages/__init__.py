"""Pages of documents, their checking and one's own record."""
