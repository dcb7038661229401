"""What is looked for: the keys under which a person stands in the index, and a query's own.

A key is a short text with its kind in front. The register keeps only tokens of keys, each kind
under a secret of its own; edits are tried on the query's side, so that few tokens are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations, pairwise
from string import ascii_lowercase

from caseflow.screening.matching.names import Name
from caseflow.screening.matching.people import Person
from caseflow.screening.matching.sounds import neighbours, skeleton

NAME, SOUND, PAIR, NUMBER, BIRTH, YEAR = "name", "sound", "pair", "number", "birth", "year"
KINDS = (NAME, SOUND, PAIR, NUMBER, BIRTH, YEAR)
PAIRED = frozenset({PAIR, YEAR})
"""Kinds that name two things at once, and so may be kept however many people share them."""
Key = tuple[str, str]
Seek = Callable[[str, str, float], None]
MOST_PAIRED = 7


def kept(person: Person) -> set[Key]:
    """The keys under which a person is kept."""
    found: set[Key] = {(NUMBER, number) for number in person.id_numbers if len(number) >= 4}
    found |= {(BIRTH, str(birth)) for birth in person.births if birth.day is not None}
    for name in person.known_names:
        bones = [skeleton(word) for word in name.words]
        found |= {(NAME, word) for word in name.words if len(word) > 1}
        found |= {(SOUND, b) for b in bones if len(b) >= 2}
        found |= {(SOUND, b) for b in _joined(name) if len(b) >= 3}
        found |= {(PAIR, pair) for pair in _pairs(bones)}
        found |= {
            (YEAR, f"{birth.year}|{b}") for birth in person.births for b in bones if len(b) >= 2
        }
    return found


def sought(person: Person) -> dict[Key, float]:
    """The keys to look for, each with how much a hit on it is worth."""
    found: dict[Key, float] = {}

    def seek(kind: str, key: str, worth: float) -> None:
        found[kind, key] = max(worth, found.get((kind, key), 0.0))

    for number in person.id_numbers:
        seek(NUMBER, number, 9)
    for birth in person.births:
        if birth.day is not None and birth.month is not None:
            seek(BIRTH, str(birth), 6)
            seek(BIRTH, f"{birth.year:04d}-{birth.day:02d}-{birth.month:02d}", 3)
    for name in person.known_names:
        _seek_words(name, seek)
        bones = [skeleton(word) for word in name.words]
        for birth in person.births:
            for b in bones:
                seek(YEAR, f"{birth.year}|{b}", 4)
                for near in neighbours(b) if len(b) >= 3 else ():
                    seek(YEAR, f"{birth.year}|{near}", 2)
        _seek_pairs(bones, seek)
    return found


def _seek_words(name: Name, seek: Seek) -> None:
    for word in name.words:
        seek(NAME, word, 3)
        if len(word) >= 4 and not name.foreign:
            for near in _edits(word):
                seek(NAME, near, 2)
        bones = skeleton(word)
        seek(SOUND, bones, 1.6)
        for near in neighbours(bones) if len(bones) >= 3 else ():
            seek(SOUND, near, 0.7)
    for bones in _joined(name):
        seek(SOUND, bones, 2.2)


def _seek_pairs(bones: list[str], seek: Seek) -> None:
    for pair in _pairs(bones):
        seek(PAIR, pair, 3)
    for one, other in combinations(bones[:MOST_PAIRED], 2):
        for fixed, moved in ((one, other), (other, one)):
            for near in neighbours(moved) if len(moved) >= 2 else ():
                if near != fixed:
                    seek(PAIR, "|".join(sorted((fixed, near))), 1.8)


def _joined(name: Name) -> Iterator[str]:
    """Skeletons of neighbouring words run together, as some write them."""
    for one, other in pairwise(name.words):
        yield skeleton(one + other)


def _pairs(bones: list[str]) -> set[str]:
    distinct = sorted(set(bones[:MOST_PAIRED]))
    return {f"{one}|{other}" for one, other in combinations(distinct, 2)}


def _edits(word: str) -> Iterator[str]:
    """Spellings one slip away: a letter left out, wrong, added, or two swapped."""
    for place in range(len(word)):
        head, tail = word[:place], word[place + 1 :]
        yield head + tail
        if tail:
            yield head + tail[0] + word[place] + tail[1:]
        for letter in ascii_lowercase:
            yield head + letter + tail
            yield head + letter + word[place:]
    for letter in ascii_lowercase:
        yield word + letter
