"""A case opened for somebody to read: loaded, unsealed, and told in the words of its page."""
