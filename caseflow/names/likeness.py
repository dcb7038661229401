"""Whether two written names may be one person's: the same words, words that differ, or neither.

The same words count in any order, case and script, with or without accents, titles and particles,
joined or split, with initials standing for words, and where one of the two leaves words out. The
line between the same and another word is drawn by the reader (ADR 35).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import permutations

from rapidfuzz.distance import OSA

from caseflow.names.name_parts import (
    NamePart,
    compounded,
    has_compound,
    joined,
    parts,
    promoted,
    reads_alike,
    same_word,
    skeleton,
    with_initials_apart,
)
from caseflow.names.sounds import spoken, with_plain_sounds

ALIKE_LETTERS = 0.7
SHORTEST = 4
"""Letters of the shorter of two words that are alike although their consonants differ by one."""
SHORTENED = 3
"""Letters to which a word may be shortened (“Ma.” for “Maria”)."""
WITH_VOWELS = frozenset({"CYRILLIC", "GREEK", "ARMENIAN", "GEORGIAN"})
"""Other scripts that write vowels: where they are left out, one letter tells two names apart."""
MOST_JOINED = 4
MOST_TRIED = 7
"""Of so many words left over it is tried which were written as one."""


class NameLikeness(Enum):
    """What two names are to each other."""

    SAME = "same"
    ALIKE = "alike"
    OTHER = "other"


@lru_cache(maxsize=4_096)
def likeness(one: str, other: str) -> NameLikeness:
    """What two names are to each other; the order of the two does not matter."""
    found = _likeness(one, other)
    apart = with_initials_apart(one), with_initials_apart(other)
    if found is NameLikeness.SAME or apart == (one, other):
        return found
    read_so = _likeness(*apart)
    return read_so if read_so is NameLikeness.SAME or found is NameLikeness.OTHER else found


def _likeness(one: str, other: str) -> NameLikeness:
    best = _compare(parts(one), parts(other))
    if best is not NameLikeness.SAME and (has_compound(one) or has_compound(other)):
        words = _compare(compounded(one), compounded(other))
        if words is NameLikeness.SAME or best is NameLikeness.OTHER:
            best = words
    return best


def _compare(one: tuple[NamePart, ...], other: tuple[NamePart, ...]) -> NameLikeness:
    if sum(p.full for p in one) == 1 == sum(p.full for p in other):
        # one word besides particles: those are names here ("Ben Carter"), or nothing is
        one, other = promoted(one), promoted(other)
    if not any(p.full for p in one) or not any(p.full for p in other):
        return NameLikeness.OTHER
    return _Pairing(list(one), list(other)).judged()


@dataclass
class _Pairing:
    """The parts of two names that are not matched yet, and how many were."""

    one: list[NamePart]
    other: list[NamePart]
    words: int = 0
    initials: int = 0
    alike: int = 0

    def judged(self) -> NameLikeness:
        single = all(_is_one_word(each) for each in (self.one, self.other))
        self._same_words()
        self._joined_words()
        self._initials()
        left, right = _full(self.one), _full(self.other)
        contradicted = (
            (left and right)
            or (left and _initial(self.other))
            or (right and _initial(self.one))
            or (_initial(self.one) and _initial(self.other))
        )
        enough = self.words >= 2 or (self.words == 1 and (self.initials >= 1 or single))
        if not contradicted:
            return NameLikeness.SAME if enough else NameLikeness.OTHER
        self._alike_words()
        contradicted = _full(self.one) and _full(self.other)
        enough = self.words + self.alike >= 2 or (single and self.alike == 1)
        return NameLikeness.ALIKE if enough and not contradicted else NameLikeness.OTHER

    def _same_words(self) -> None:
        for part in [p for p in self.one if p.full]:
            match = next((q for q in self.other if q.full and same_word(part, q)), None)
            if match is not None:
                self._take([part], [match])
                self.words += 1

    def _joined_words(self) -> None:
        """Words that one of the two wrote as several."""
        for several, whole in ((self.one, self.other), (self.other, self.one)):
            for word in [p for p in whole if p.full and len(p.spellings[0]) >= 3]:
                run = _run(several, word) if len(several) > 1 else ()
                if run:
                    several[:] = [p for p in several if not any(p is taken for taken in run)]
                    whole[:] = [p for p in whole if p is not word]
                    self.words += max(1, sum(p.full for p in run))

    def _initials(self) -> None:
        for initials, words in ((self.one, self.other), (self.other, self.one)):
            for initial in [p for p in initials if p.initial]:
                match = next((q for q in words if _stands_for(initial, q)), None)
                if match is not None:
                    words[:] = [q for q in words if q is not match]
                    initials[:] = [p for p in initials if p is not initial]
                    self.initials += 1

    def _alike_words(self) -> None:
        for part in _full(self.one):
            match = next((q for q in _full(self.other) if self._is_alike(part, q)), None)
            if match is not None:
                self._take([part], [match])
                self.alike += 1

    def _is_alike(self, one: NamePart, other: NamePart) -> bool:
        """Whether two words are alike; shortened ones only beside two words that are the same."""
        return (
            _alike(one, other)
            or _one_letter_apart(one, other)
            or (self.words >= 2 and (_shortens(one, other) or _shortens(other, one)))
        )

    def _take(self, one: list[NamePart], other: list[NamePart]) -> None:
        self.one = [p for p in self.one if not any(p is each for each in one)]
        self.other = [p for p in self.other if not any(p is each for each in other)]


def _full(name: list[NamePart]) -> list[NamePart]:
    return [p for p in name if p.full]


def _initial(name: list[NamePart]) -> list[NamePart]:
    return [p for p in name if p.initial and not p.optional]


def _is_one_word(name: list[NamePart]) -> bool:
    return sum(p.full for p in name) == 1 and not any(
        p.initial or (p.optional and not p.title) for p in name
    )


def _run(several: list[NamePart], word: NamePart) -> tuple[NamePart, ...]:
    """Those parts that, written as one, are this word; nothing when there are none."""
    if len(several) > MOST_TRIED:
        several = several[:MOST_TRIED]
    for size in range(2, min(len(several), MOST_JOINED) + 1):
        for run in permutations(several, size):
            whole = joined(run) if any(p.full for p in run) else None
            if whole is not None and same_word(whole, word):
                return run
    return ()


def _stands_for(initial: NamePart, word: NamePart) -> bool:
    if word.title or (word.optional and not word.initial):
        return False
    return not initial.first_letters().isdisjoint(word.first_letters())


def _alike(one: NamePart, other: NamePart) -> bool:
    """Whether two words differ by a few letters: the same consonants, and nearly the same else."""
    if one.written is None and other.written is None:
        return any(
            skeleton(a) == skeleton(b) and _near(a, b)
            for a in one.spellings
            for b in other.spellings
        )
    shared = set(one.bones()) & set(other.bones())
    if not shared:
        return False
    if any(_near(a, b) for a in one.spellings for b in other.spellings):
        return True
    return max(map(len, shared)) >= 2 and _writes_vowels(one, other) and reads_alike(one, other)


def _one_letter_apart(one: NamePart, other: NamePart) -> bool:
    """Whether one letter is left out, added, another, or changed places with its neighbour."""
    if not _writes_vowels(one, other) or (one.written is None) != (other.written is None):
        return False
    return any(
        min(len(a), len(b)) >= SHORTEST and OSA.distance(a, b, score_cutoff=1) <= 1
        for a in _letter_ways(one)
        for b in _letter_ways(other)
    )


def _writes_vowels(one: NamePart, other: NamePart) -> bool:
    scripts = {each.written.script for each in (one, other) if each.written is not None}
    return scripts <= WITH_VOWELS


def _letter_ways(part: NamePart) -> set[str]:
    return {way for each in part.spellings for way in (each, with_plain_sounds(each))}


def _shortens(one: NamePart, other: NamePart) -> bool:
    """Whether the first is the beginning of the second, as in “Ma. José”."""
    (short, *_), (whole, *_) = one.spellings, other.spellings
    return 2 <= len(short) <= SHORTENED < len(whole) and whole.startswith(short)


@lru_cache(maxsize=4_096)
def _near(one: str, other: str) -> bool:
    return spoken(one) == spoken(other) or OSA.normalized_similarity(one, other) >= ALIKE_LETTERS
