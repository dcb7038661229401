"""Asking two instances in turn for the same pages: A, B, A, B, so that load falls on both."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from bench.homes import CHECKOUT, environment

WARM = 12


class Asked:
    """A served instance at the other end of a pipe."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, path: str, **how: bool | str) -> dict[str, Any]:
        """Fetch a page. Raises RuntimeError when it is not delivered."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"path": path, **how}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the instance ended at {path}")
        answer: dict[str, Any] = json.loads(line)
        if answer["status"] != 200:
            raise RuntimeError(f"{path} answered {answer['status']}")
        return answer


@contextmanager
def served(home: Path, *, username: str = "officer", plain: bool = False) -> Iterator[Asked]:
    """The instance of a home in a process of its own, with somebody signed in."""
    command = [sys.executable, "-m", "bench.served", username, *(["--plain"] if plain else [])]
    process = subprocess.Popen(
        command,
        cwd=CHECKOUT,
        env=environment(home),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Asked(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait(30)


def in_turn(
    a: Asked, b: Asked, pages: Sequence[tuple[str, str]], **how: bool | str
) -> tuple[float, float, float]:
    """Median CPU milliseconds of both, and the median of the ratios A to B of each pair.

    `pages` are pairs of addresses, one for each; the first few only warm up.
    """
    pairs = []
    for number, (first, second) in enumerate(pages):
        if number % 2:  # who goes first changes, too
            right, left = b.ask(second, **how)["cpu"], a.ask(first, **how)["cpu"]
        else:
            left, right = a.ask(first, **how)["cpu"], b.ask(second, **how)["cpu"]
        if number >= WARM:
            pairs.append((left, right))
    return (
        median(left for left, _ in pairs),
        median(right for _, right in pairs),
        median(left / right for left, right in pairs),
    )
