"""The recipes of CONTRIBUTING.md, followed word by word on a copy of the code."""
