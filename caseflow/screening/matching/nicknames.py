"""Short forms of given names, from general knowledge; words.toml lists them, one name a line."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def _groups() -> dict[str, frozenset[int]]:
    text = files("caseflow.screening.matching").joinpath("words.toml").read_text("utf-8")
    found: dict[str, set[int]] = defaultdict(set)
    for number, line in enumerate(tomllib.loads(text)["nicknames"].strip().splitlines()):
        for name in line.split():
            found[name].add(number)
    return {name: frozenset(numbers) for name, numbers in found.items()}


def same_in_short(one: str, other: str) -> bool:
    """Whether one is a short form of the other, or both are of one name."""
    groups = _groups()
    mine = groups.get(one)
    return mine is not None and not mine.isdisjoint(groups.get(other, ()))


def short_forms(word: str) -> frozenset[str]:
    """The other forms of a given name."""
    mine = _groups().get(word)
    if not mine:
        return frozenset()
    return frozenset(n for n, groups in _groups().items() if n != word and groups & mine)
