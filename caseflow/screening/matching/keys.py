"""What is looked for: the keys under which a person stands in the index, and a query's own.

A key is a short text with its kind in front. The register keeps only tokens of keys, each kind
under a secret of its own; edits are tried on the query's side, so that few tokens are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import combinations, pairwise
from typing import NamedTuple

from caseflow.facts.id_numbers import FEWEST
from caseflow.names.reader import Name, Written
from caseflow.names.readings import skeletons, spellings
from caseflow.names.sounds import neighbours, run_together, skeleton, spoken
from caseflow.screening.matching.chinese import other_spellings
from caseflow.screening.matching.dates import few_years
from caseflow.screening.matching.forms import other_forms, short_forms
from caseflow.screening.matching.people import Person
from caseflow.screening.matching.slips import slips

VERSION = 3
"""Grows when the index is made otherwise, so that it is known to need making anew."""
NAME, SPOKEN, SOUND, PAIR = "name", "spoken", "sound", "pair"
NUMBER, BIRTH, YEAR = "number", "birth", "year"
KINDS = (NAME, SPOKEN, SOUND, PAIR, NUMBER, BIRTH, YEAR)
PAIRED = frozenset({PAIR, YEAR})
"""Kinds that name two things at once, and so may be kept however many people share them."""
Key = tuple[str, str]
Slot = tuple[str | int, ...]
"""A fact of whoever is asked for; of the keys that stand for one fact, the best hit counts."""
Bones = dict[str, float]
"""Skeletons a word may have, each with what it costs to read it so."""
Seek = Callable[[str, Iterable[str], Slot, float], None]
MOST_PAIRED = 6
FEWEST_LETTERS = 4
KEPT_READINGS, TRIED_READINGS, TRIED_SPELLINGS = 2, 16, 24
NATS = 0.0693
"""A tenth of a bit, as natural logarithms count."""
SOUNDING, FORM, SLIP, SWAPPED, DOUBTFUL = 1.0, 2.0, 3.5, 2.0, 7.0


class Hope(NamedTuple):
    """What a key stands for, and how unlikely it is that the person is found by it, in nats."""

    slot: Slot
    cost: float


Sought = dict[str, dict[str, Hope]]
"""The keys to look for, by kind."""


def kept(person: Person) -> set[Key]:
    """The keys under which a person is kept."""
    found: set[Key] = {(NUMBER, number) for number in person.id_numbers if len(number) >= FEWEST}
    found |= {(BIRTH, str(birth)) for birth in person.births if birth.is_day}
    years = few_years(person.births)
    for name in person.known_names:
        bones = _bones(name, KEPT_READINGS)
        for word, written in _parts(name):
            if written:
                found.add((NAME, written))
            elif len(word) > 1:
                found |= {(NAME, word), (SPOKEN, spoken(word))}
        each = {b for several in bones for b in several if len(b) >= 2}
        found |= {(SOUND, b) for b in each}
        found |= {(SOUND, b) for b in _joined(bones) if len(b) >= 3}
        found |= {(PAIR, pair) for pair in _pairs(bones)}
        found |= {(YEAR, f"{year}|{b}") for year in years for b in each}
    return found


def sought(person: Person) -> Sought:
    """The keys to look for, each with what it stands for and how far it is from what was asked."""
    found: Sought = {kind: {} for kind in KINDS}

    def seek(kind: str, wanted: Iterable[str], slot: Slot, cost: float) -> None:
        known, hope = found[kind], Hope(slot, cost)
        fresh = dict.fromkeys(wanted, hope)
        for key in fresh.keys() & known.keys():
            fresh[key] = min(known[key], hope, key=_cost)
        known.update(fresh)

    seek(NUMBER, person.id_numbers, (NUMBER,), 0)
    for birth in person.births:
        if birth.is_day:
            seek(BIRTH, (str(birth),), (BIRTH,), 0)
            seek(BIRTH, (f"{birth.first:%Y-%d-%m}",), (BIRTH,), SWAPPED)
    asked_years = few_years(person.births)
    for place, name in enumerate(person.known_names):
        bones = _bones(name, TRIED_READINGS)
        _seek_words(name, bones, place, seek)
        _seek_pairs(bones, place, seek)
        for year in asked_years:
            _seek_years(year, bones, place, seek)
    return found


def _cost(hope: Hope) -> float:
    return hope.cost


def _seek_years(year: int, bones: list[Bones], place: int, seek: Seek) -> None:
    for i, several in enumerate(bones):
        for b, cost in several.items():
            if len(b) >= 2:
                seek(YEAR, (f"{year}|{b}",), (YEAR, place, i), cost)


def _parts(name: Name) -> Iterator[tuple[str, str]]:
    """Each word, and how it was written where that was in another script."""
    written = name.written or (None,) * len(name.words)
    for word, other in zip(name.words, written, strict=True):
        yield word, other.text if other is not None else ""


def _bones(name: Name, most: int) -> list[Bones]:
    """The skeletons each word may have."""
    found: list[Bones] = []
    written = name.written or (None,) * len(name.words)
    for word, other in zip(name.words, written, strict=True):
        if other is None or not other.said:
            found.append({skeleton(word): 0.0})
            continue
        costs = skeletons(other.said, most)
        best = min(costs.values(), default=0)
        found.append({b: (cost - best) * NATS for b, cost in costs.items()})
    return found


def _seek_words(name: Name, bones: list[Bones], place: int, seek: Seek) -> None:
    written = name.written or (None,) * len(name.words)
    for i, (word, other, several) in enumerate(zip(name.words, written, bones, strict=True)):
        slot = (NAME, place, i)
        if other is not None:
            _seek_written(other, slot, seek)
        else:
            _seek_latin(word, several, slot, seek)
        for b, cost in several.items():
            if len(b) >= 2:
                seek(SOUND, (b,), slot, cost)
    for joined in _joined(bones):
        seek(SOUND, (joined,), (NAME, place, joined), 0)
    for one, another in pairwise(name.words):
        seek(NAME, other_spellings(one + another), (NAME, place, one + another), FORM)


def _seek_written(word: Written, slot: Slot, seek: Seek) -> None:
    seek(NAME, (word.text,), slot, 0)
    seek(NAME, other_forms(word.text), slot, FORM)
    for text, bits in spellings(word.said, TRIED_SPELLINGS).items():
        seek(SPOKEN, (spoken(text),), slot, SOUNDING + bits * NATS)


def _seek_latin(word: str, bones: Bones, slot: Slot, seek: Seek) -> None:
    seek(NAME, (word,), slot, 0)
    seek(SPOKEN, (spoken(word),), slot, SOUNDING)
    seek(NAME, short_forms(word), slot, SOUNDING)
    seek(NAME, other_forms(word), slot, FORM)
    if len(word) >= FEWEST_LETTERS:
        seek(NAME, slips(word), slot, SLIP)
    for b in bones:
        if len(b) >= 3:
            seek(SOUND, neighbours(b), slot, SLIP)


def _seek_pairs(bones: list[Bones], place: int, seek: Seek) -> None:
    for (i, one), (j, other) in combinations(enumerate(bones[:MOST_PAIRED]), 2):
        slot = (PAIR, place, i, j)
        for a, cost in one.items():
            for b, more in other.items():
                if a and b and cost + more < DOUBTFUL:
                    seek(PAIR, (_pair(a, b),), slot, cost + more)
        if len(one) == len(other) == 1:
            (a,), (b,) = one, other
            for fixed, moved in ((a, b), (b, a)):
                if len(moved) >= 2 and fixed:
                    seek(PAIR, [_pair(fixed, near) for near in neighbours(moved)], slot, SLIP)


def _joined(bones: list[Bones]) -> Iterator[str]:
    """Skeletons of neighbouring words run together, as some write them."""
    for one, other in pairwise(bones):
        for a, b in zip(one, other, strict=False):
            yield run_together(a, b)


def _pair(one: str, other: str) -> str:
    return f"{one}|{other}" if one < other else f"{other}|{one}"


def _pairs(bones: list[Bones]) -> set[str]:
    return {
        _pair(a, b)
        for one, other in combinations(bones[:MOST_PAIRED], 2)
        for a in one
        for b in other
        if a and b
    }
