"""The columns that a table is asked for, and the words of its header that come near them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

LONGEST_FIELD = 500
_UNSEEN = re.compile("[\u200b-\u200f\u2060\ufeff]")
_BETWEEN = re.compile(r"[\W_]+")


@dataclass(frozen=True, kw_only=True)
class Columns:
    """What is read from a table: the key first, then what it needs, then what it may have.

    `other_words` are wrong names that people use, each with the right one. Of these, `pieces` hold
    only a part of what the right column has to hold. `ignored` columns are left out on purpose.
    `limits` are the most characters of a column, 500 where none are told.
    """

    needed: tuple[str, ...]
    known: tuple[str, ...] = ()
    other_words: Mapping[str, str] = field(default_factory=dict)
    pieces: frozenset[str] = frozenset()
    ignored: frozenset[str] = frozenset()
    limits: Mapping[str, int] = field(default_factory=dict)
    longest: int = LONGEST_FIELD

    @property
    def wanted(self) -> tuple[str, ...]:
        """Every column that is read where it stands, the key first."""
        return (*self.needed, *self.known)

    def places(self, cells: Sequence[str]) -> dict[str, int]:
        """Where each column stands in a header; those that it does not have are left out."""
        exact = _first_places([folded(cell) for cell in cells])
        loose = _first_places([loosely(cell) for cell in cells])
        found = {}
        for name in self.wanted:
            place = exact.get(folded(name), loose.get(loosely(name)))
            if place is not None:
                found[name] = place
        return found

    def near(self, cell: str) -> str | None:
        """The column that this word of a header is meant for, if it is another word for one."""
        word = loosely(cell)
        if word in self.other_words:
            return self.other_words[word]
        close = [(OSA.distance(word, loosely(name)), name) for name in self.wanted]
        distance, name = min(close, default=(len(word), ""))
        return name if 0 < distance <= min(2, len(loosely(name)) // 4) else None


def folded(name: str) -> str:
    """The name of a column without what nobody sees in it."""
    return " ".join(_UNSEEN.sub("", unicodedata.normalize("NFKC", name)).casefold().split())


def loosely(name: str) -> str:
    """The name of a column, whatever parts its words."""
    return _BETWEEN.sub("_", folded(name)).strip("_")


def _first_places(names: Sequence[str]) -> dict[str, int]:
    return {name: place for place, name in reversed(list(enumerate(names))) if name}
