"""How fast thin cases are made to measure with."""

from __future__ import annotations

from pathlib import Path

from bench.homes import flask
from bench.results import Figure


def grow(home: Path, cases: int) -> list[Figure]:
    """Make so many with the real command."""
    done = flask(home, "demo", "grow", "--cases", str(cases), "--json")
    return [
        Figure("grown", done.answer["created"], "cases"),
        Figure("grown a second", cases / done.answer["seconds"], "1/s", ">= 1500"),
        Figure("grown a CPU second, start included", cases / done.cpu, "1/s", ">= 1500"),
    ]
