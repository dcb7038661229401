"""Looking for words in texts and names that were opened: by how words begin, and by whole words."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import combinations

from caseflow.names.index_keys import with_each_article
from caseflow.names.name_parts import NamePart, joined, parts, same_word
from caseflow.names.reader import APOSTROPHES

MOST_JOINED = 3


def has_words(text: str, typed: str) -> bool:
    """Whether each word that was typed begins a word of a text, whatever its case and accents."""
    words = _folded(text).split()
    wanted = _folded(typed).split()
    return bool(wanted) and all(any(word.startswith(each) for word in words) for each in wanted)


@lru_cache(maxsize=8_192)
def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", APOSTROPHES.sub("", text.casefold()))
    return "".join(c if c.isalnum() else " " for c in apart if not unicodedata.combining(c))


def carries_words(name: str, typed: str) -> bool:
    """Whether a name has every word of what was typed, whichever way an article is written."""
    return any(_carries_words(name, way) for way in with_each_article(typed))


def _carries_words(name: str, typed: str) -> bool:
    """Whether a name has every word of what was typed, as the reader of names reads both.

    In any order, script and case, with or without accents; joined or split (“al-Hassan”,
    “alhassan”). Titles and particles count where nothing else was typed.
    """
    asked, called = parts(typed), parts(name)
    wanted = [part for part in asked if part.full] or list(asked)
    if not wanted or not called:
        return False
    known = [*called, *_joined(called)]
    if all(any(same_word(part, each) for each in known) for part in wanted):
        return True
    return any(same_word(whole, each) for whole in _whole(asked) for each in known)


def _whole(asked: tuple[NamePart, ...]) -> list[NamePart]:
    whole = joined(asked) if 1 < len(asked) <= MOST_JOINED else None
    return [whole] if whole is not None else []


def _joined(called: tuple[NamePart, ...]) -> list[NamePart]:
    """The words that a name has where some that stand beside each other are written as one."""
    runs = (
        joined(called[start:end])
        for start, end in combinations(range(len(called) + 1), 2)
        if 1 < end - start <= MOST_JOINED
    )
    return [run for run in runs if run is not None]
