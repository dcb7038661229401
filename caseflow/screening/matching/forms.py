"""Other forms of one name: short ones, and those that other languages and scripts have for it.

Short forms are general knowledge (words.toml). What else a name is called was listed from public
names (`tools/learn_forms.py`), and only where neither letters nor readings show it.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

FOLDER = files("caseflow.screening.matching")
NONE: frozenset[str] = frozenset()
Forms = Mapping[str, frozenset[str]]


def short_forms(word: str) -> frozenset[str]:
    """The short form of a given name, its full one, and the other short ones."""
    return _short().get(word, NONE)


def other_forms(text: str) -> frozenset[str]:
    """What a word of a name is called in other languages and scripts."""
    return _others().get(text, NONE)


@lru_cache(maxsize=1)
def _short() -> Forms:
    text = FOLDER.joinpath("words.toml").read_text("utf-8")
    found: defaultdict[str, set[str]] = defaultdict(set)
    for line in tomllib.loads(text)["nicknames"].strip().splitlines():
        for name in (several := line.split()):
            found[name].update(several)
    return {name: frozenset(several - {name}) for name, several in found.items()}


@lru_cache(maxsize=1)
def _others() -> Forms:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for line in FOLDER.joinpath("name_forms.tsv").read_text("utf-8").splitlines():
        word, _tab, others = line.partition("\t")
        for other in others.split(" "):
            found[word].add(other)
            found[other].add(word)
    return {name: frozenset(others) for name, others in found.items()}
