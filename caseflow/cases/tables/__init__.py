"""The tables of a case: the matter, its people, the answers, its course, names to find it by."""
