"""Colleagues who are named in a note, as in “@Ines Okafor”."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

ALONE = re.compile(r"(?<!\w)@([^\W\d_][\w'’-]*)(?![\w'’-])(?!\s+[^\W\d_a-zß-öø-ÿ])")
"""A name behind “@” after which no word with a capital follows."""


class Colleague(NamedTuple):
    """Somebody with an account."""

    id: UUID
    name: str
    title: str


def named_in(words: str, people: Sequence[Colleague]) -> list[Colleague]:
    """Those of these people whom a text names: “@” and the whole name, or the first word of it.

    The first word alone names somebody only where nobody else of them has it, and where no further
    name follows: “@Ines Okafor” never means another Ines. An “@” within a word names nobody.
    """
    text = _plain(words)
    alone = {_plain(each) for each in ALONE.findall(unicodedata.normalize("NFC", words))}
    if "@" not in text:
        return []
    firsts = Counter(_first(each) for each in people)
    return [
        each
        for each in people
        if _stands_in(text, _plain(each.name))
        or (firsts[_first(each)] == 1 and _first(each) in alone)
    ]


def _plain(words: str) -> str:
    return " ".join(unicodedata.normalize("NFC", words).casefold().split())


def _first(person: Colleague) -> str:
    return next(iter(_plain(person.name).split()), "")


def _stands_in(text: str, name: str) -> bool:
    return bool(name) and re.search(rf"(?<!\w)@{re.escape(name)}(?!\w)", text) is not None


def new_names(before: Iterable[Colleague], after: Iterable[Colleague]) -> list[Colleague]:
    """Whom a text names now and did not name before."""
    known = {each.id for each in before}
    return [each for each in after if each.id not in known]
