"""Other forms of one name: short ones, and those that other languages and scripts have for it.

Short forms and the same name in other languages are general knowledge (words.toml). Further forms
were listed from public names (`tools/learn_forms.py`), where neither letters nor readings show
them; those of Chinese names follow from rules.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from caseflow.names.reader import read
from caseflow.screening.matching.chinese import other_spellings

FOLDER = files("caseflow.screening.matching")
NONE: frozenset[str] = frozenset()
Forms = Mapping[str, frozenset[str]]


def short_forms(word: str) -> frozenset[str]:
    """A given name in full, in short, and in other languages."""
    return _short().get(word, NONE)


def other_forms(text: str) -> frozenset[str]:
    """What else a word of a name is called in other languages and scripts."""
    return _others().get(text, NONE) | other_spellings(text)


@lru_cache(maxsize=1)
def _short() -> Forms:
    lists = tomllib.loads(FOLDER.joinpath("words.toml").read_text("utf-8"))
    found: defaultdict[str, set[str]] = defaultdict(set)
    for line in (lists["nicknames"] + lists["syllables"]).split("\n"):
        several = [word for name in line.split() for word in read(name).words]
        for word in several:
            found[word].update(several)
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
