"""Tests: one folder per room, `whole` for the code base, `tooling` for the harness itself."""
