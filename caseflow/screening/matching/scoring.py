"""How alike two people are: evidence added up as log-odds, each part with its words.

The weights are set by hand and checked on public lists of names; the version stands on every
answer, so that an answer can be explained later.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from caseflow.labels import Labelled, Text, _
from caseflow.screening.matching import dates
from caseflow.screening.matching.dates import Verdict
from caseflow.screening.matching.names import COMMON, Name
from caseflow.screening.matching.people import Person
from caseflow.screening.matching.sounds import neighbours, skeleton

VERSION = "1.0"
REFER_FROM = 0.4
STRONG_FROM = 0.97

SLOPE, MIDDLE = 10.0, 0.76
BIRTH_WEIGHTS = {
    Verdict.NOTHING: 0.0,
    Verdict.SAME: 4.2,
    Verdict.SWAPPED: 2.4,
    Verdict.ONE_DIGIT: 2.3,
    Verdict.SAME_MONTH: 2.5,
    Verdict.SAME_YEAR: 1.3,
    Verdict.YEAR_APART: 0.3,
    Verdict.SAME_YEAR_OTHER_DAY: -0.6,
    Verdict.FAR: -3.0,
}
ID_SAME = 6.0
NATION_SAME, NATION_OTHER = 0.5, -0.7
GENDER_SAME, GENDER_OTHER = 0.1, -1.5
UNMATCHED_ASKED, UNMATCHED_LISTED = 0.75, 0.4


class Band(Labelled):
    """How far a likeness goes."""

    CLEAR = "clear", _("Not alike")
    REFER = "refer", _("Alike")
    STRONG = "strong", _("Strongly alike")


class About(Labelled):
    """What a piece of evidence is about."""

    NAME = "name", _("Name")
    BIRTH = "birth", _("Date of birth")
    NATIONALITY = "nationality", _("Nationality")
    GENDER = "gender", _("Gender")
    NUMBER = "number", _("Number")


@dataclass(frozen=True)
class Evidence:
    """One reason: its weight in log-odds, for (above nought) or against one person."""

    about: About
    words: Text
    weight: float


@dataclass(frozen=True)
class Likeness:
    """How alike two people are, between nought and one, and why."""

    score: float
    evidence: tuple[Evidence, ...]

    @property
    def band(self) -> Band:
        """The band of the score."""
        if self.score >= STRONG_FROM:
            return Band.STRONG
        return Band.REFER if self.score >= REFER_FROM else Band.CLEAR


def compare(asked: Person, listed: Person) -> Likeness:
    """How alike a candidate and somebody of the register are."""
    alike = max(
        (names_alike(a, b) for a in asked.known_names for b in listed.known_names), default=0.0
    )
    found = [Evidence(About.NAME, _name_words(alike), SLOPE * (alike - MIDDLE))]
    verdict = dates.best(asked.births, listed.births)
    if verdict is not Verdict.NOTHING:
        found.append(Evidence(About.BIRTH, verdict.label, BIRTH_WEIGHTS[verdict]))
    if asked.nationalities and listed.nationalities:
        same = bool(set(asked.nationalities) & set(listed.nationalities))
        words = _("Same nationality") if same else _("Other nationality")
        found.append(Evidence(About.NATIONALITY, words, NATION_SAME if same else NATION_OTHER))
    if asked.gender and listed.gender:
        same = asked.gender == listed.gender
        words = _("Same gender") if same else _("Other gender")
        found.append(Evidence(About.GENDER, words, GENDER_SAME if same else GENDER_OTHER))
    if set(asked.id_numbers) & set(listed.id_numbers):
        found.append(Evidence(About.NUMBER, _("Same number"), ID_SAME))
    odds = sum(e.weight for e in found)
    return Likeness(1 / (1 + math.exp(-odds)), tuple(found))


def _name_words(alike: float) -> Text:
    if alike >= 0.97:
        return _("Same name")
    if alike >= 0.85:
        return _("Name spelt or written otherwise")
    if alike >= 0.7:
        return _("Part of the name is alike")
    return _("Other name")


def names_alike(asked: Name, listed: Name) -> float:
    """How alike two names are, between nought and one, in whatever order their words stand."""
    crossed = asked.foreign != listed.foreign
    alike = max(_aligned(asked.words, listed.words, crossed), _run_together(asked, listed))
    if asked.foreign and listed.foreign and asked.script == listed.script:
        alike = (alike + OSA.normalized_similarity(asked.original, listed.original)) / 2
    return alike


def _aligned(asked: tuple[str, ...], listed: tuple[str, ...], crossed: bool) -> float:
    pairs = sorted(
        (
            (word_alike(a, b, crossed), i, j)
            for i, a in enumerate(asked)
            for j, b in enumerate(listed)
        ),
        reverse=True,
    )
    used_asked: set[int] = set()
    used_listed: set[int] = set()
    gained = weighed = 0.0
    for alike, i, j in pairs:
        if alike < 0.5 or i in used_asked or j in used_listed:
            continue
        used_asked.add(i)
        used_listed.add(j)
        weight = (_rarity(asked[i]) + _rarity(listed[j])) / 2
        gained += weight * alike
        weighed += weight
    left = UNMATCHED_ASKED * sum(_rarity(w) for i, w in enumerate(asked) if i not in used_asked)
    over = UNMATCHED_LISTED * sum(_rarity(w) for j, w in enumerate(listed) if j not in used_listed)
    total = weighed + left + over
    damp = 0.9 if len(used_asked) == 1 else 1.0
    return damp * gained / total if total else 0.0


def _run_together(asked: Name, listed: Name) -> float:
    """Likeness of the whole, for words that one side parts and the other joins."""
    if len(asked.words) == len(listed.words) or min(len(asked.words), len(listed.words)) > 4:
        return 0.0
    whole = OSA.normalized_similarity("".join(asked.words), "".join(listed.words))
    return whole if whole >= 0.85 else 0.0


@lru_cache(maxsize=65536)
def word_alike(one: str, other: str, crossed: bool) -> float:
    """How alike two words are; `crossed` when only one of them comes from another script."""
    if one == other:
        return 1.0
    if len(one) == 1 or len(other) == 1:
        return 0.75 if one[0] == other[0] else 0.0
    spelt = OSA.normalized_similarity(one, other)
    spelt = spelt if spelt >= 0.6 else spelt * 0.7
    bones, others = skeleton(one), skeleton(other)
    if bones == others and len(bones) >= 2:
        return max(spelt, 0.92 if crossed else 0.6 + 0.3 * spelt)
    if crossed and len(bones) >= 3 and others in neighbours(bones):
        return max(spelt, 0.7)
    return spelt


@lru_cache(maxsize=65536)
def _rarity(word: str) -> float:
    if len(word) == 1:
        return 0.3
    return 0.75 if word in COMMON or len(word) == 2 else 1.0
