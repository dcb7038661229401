"""How alike two people are: evidence added up as log-odds, each part with its words.

The weights were trained (`tools/train_weights.py`, report in docs/screening.md); the version
stands on every answer, so that an answer can be explained later.
"""

from __future__ import annotations

import math
import tomllib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import NamedTuple

from caseflow.facts.genders import COMPARED
from caseflow.labels import Labelled, Text, _
from caseflow.names.reader import Name, Written
from caseflow.screening.matching import dates, ties
from caseflow.screening.matching.aligning import Aligner, Alignment
from caseflow.screening.matching.dates import Verdict
from caseflow.screening.matching.people import Person
from caseflow.screening.matching.ties import Tie, Word

_TRAINED = tomllib.loads(
    files("caseflow.screening.matching").joinpath("weights.toml").read_text("utf-8")
)
VERSION: str = _TRAINED["version"]
REFER_FROM: float = _TRAINED["refer_from"]
STRONG_FROM: float = _TRAINED["strong_from"]
WEIGHTS: dict[str, float] = _TRAINED["weights"]
MOST_ODDS = 13.0
WEAK = {Tie.INITIAL, Tie.LOOSE, Tie.READ_PERHAPS}
"""Ties that by themselves are no likeness of names."""
Features = dict[str, float]


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


class Part(Labelled):
    """Which words of a name a remark is about."""

    FAMILY = "family", _("Family name: %(how)s")
    OTHER = "other", _("Other name: %(how)s")
    ASKED = "asked", _("A name of the candidate is not listed")
    LISTED = "listed", _("A listed name is not the candidate's")


@dataclass(frozen=True)
class Evidence:
    """One reason: its weight in log-odds, for (above nought) or against one person."""

    about: About
    words: Text
    weight: float
    parts: tuple[tuple[Part, Tie | None], ...] = ()

    def codes(self) -> list[list[str]]:
        """The parts as they are kept."""
        return [[part.value, tie.value if tie else ""] for part, tie in self.parts]


class Named(NamedTuple):
    """The two names that speak most for one person, and what they come to."""

    weight: float
    aligned: Alignment
    listed: Name


@dataclass(frozen=True)
class Likeness:
    """How alike two people are, between nought and one, and why: told when it is asked for."""

    score: float
    named: Named | None
    facts: Features

    @cached_property
    def evidence(self) -> tuple[Evidence, ...]:
        """The reasons, whose weights add up to the score."""
        name = _of_name(self.named) if self.named else _nameless()
        return (name, *(Evidence(*FACTS[fact], WEIGHTS[fact]) for fact in self.facts))

    @property
    def band(self) -> Band:
        """The band of the score, by the model's own thresholds."""
        return band(self.score)


def band(score: float, refer_from: float = REFER_FROM, strong_from: float = STRONG_FROM) -> Band:
    """The band of a score."""
    if score >= strong_from:
        return Band.STRONG
    return Band.REFER if score >= refer_from else Band.CLEAR


class Comparer:
    """Compares one candidate with many people of the register."""

    def __init__(self, asked: Person) -> None:
        self._asked = asked
        self._aligners = [Aligner(ties.words(name)) for name in asked.known_names]
        self._ready: dict[tuple[str, str], Word] = {}

    def compare(self, listed: Person) -> Likeness:
        """How alike the candidate and somebody of the register are."""
        named, facts = self._named(listed), of_facts(self._asked, listed)
        odds = WEIGHTS["base"] + (named.weight if named else WEIGHTS["nameless"]) + weigh(facts)
        return Likeness(1 / (1 + math.exp(-max(-MOST_ODDS, min(MOST_ODDS, odds)))), named, facts)

    def features(self, listed: Person) -> Features:
        """Everything that the weights are for, as training sees it."""
        named = self._named(listed)
        found = of_alignment(named.aligned) if named else {"nameless": 1.0}
        return {"base": 1.0, **found, **of_facts(self._asked, listed)}

    def _named(self, listed: Person) -> Named | None:
        """The two names that speak most for one person."""
        best: Named | None = None
        for name in listed.known_names:
            words = [self._word(*part) for part in name.parts()]
            for aligner in self._aligners:
                aligned = aligner.align(words)
                weight = weigh(of_alignment(aligned))
                if best is None or weight > best.weight:
                    best = Named(weight, aligned, name)
        return best

    def _word(self, plain: str, written: Written | None) -> Word:
        key = (plain, written.text if written is not None else "")
        if (ready := self._ready.get(key)) is None:
            ready = self._ready[key] = Word(plain, written)
        return ready


def told(codes: Sequence[Sequence[str]]) -> tuple[Text, ...]:
    """Parts of a name, in words."""
    return tuple(
        _(Part(part).label.msgid, how=Tie(tie).label) if tie else Part(part).label
        for part, tie in codes
    )


def compare(asked: Person, listed: Person) -> Likeness:
    """How alike a candidate and somebody of the register are."""
    return Comparer(asked).compare(listed)


def weigh(features: Features) -> float:
    """What these features come to, in log-odds."""
    return sum(WEIGHTS.get(name, 0.0) * value for name, value in features.items())


def of_alignment(aligned: Alignment) -> Features:
    """What two aligned names say: their ties, rarer words more, and what is left over."""
    found: defaultdict[str, float] = defaultdict(float)
    for pair in aligned.pairs:
        found[pair.tie.value] += 1
        found[f"{pair.tie.value}.rare"] += pair.rarity
    asked = [aligned.asked[i] for i in aligned.asked_left]
    listed = [aligned.listed[j] for j in aligned.listed_left]
    if asked:
        found["asked-left"] = min(3, len(asked))
    if listed:
        found["listed-left"] = min(4, len(listed))
    if asked and listed:
        found["both-left"] = min(2, len(asked), len(listed))
    if len(aligned.pairs) > 1 and not asked and not listed:
        found["whole"] = 1
    if len(aligned.pairs) < 2:
        both = min(len(aligned.asked), len(aligned.listed))
        found["one-pair" if both > 1 else "one-word"] = 1
    if all(pair.tie in WEAK for pair in aligned.pairs):
        found["no-name"] = 1
    return found


def _of_name(named: Named) -> Evidence:
    weight, aligned, listed = named
    whole = not aligned.asked_left and not aligned.listed_left
    if whole and all(pair.tie is Tie.SAME for pair in aligned.pairs):
        return Evidence(About.NAME, _("Same name"), weight)
    parts: list[tuple[Part, Tie | None]]
    parts = [_part(pair.listed, pair.tie, listed) for pair in aligned.pairs]
    parts += [(Part.ASKED, None)] * bool(aligned.asked_left)
    parts += [(Part.LISTED, None)] * bool(aligned.listed_left)
    if not aligned.pairs:
        words = _("Other name")
    elif whole:
        words = _("Name spelt or written otherwise")
    else:
        words = _("Part of the name is alike")
    return Evidence(About.NAME, words, weight, tuple(parts))


def _part(places: tuple[int, ...], tie: Tie, name: Name) -> tuple[Part, Tie]:
    return (Part.FAMILY if name.family in places else Part.OTHER), tie


def _nameless() -> Evidence:
    return Evidence(About.NAME, _("Other name"), WEIGHTS["nameless"])


def of_facts(asked: Person, listed: Person) -> Features:
    """What the other facts say; what is missing on a side says nothing."""
    found: Features = {}
    verdict = dates.best(asked.births, listed.births)
    if verdict is not Verdict.NOTHING:
        found[f"birth-{verdict.value}"] = 1.0
    if asked.nationalities and listed.nationalities:
        if not set(asked.nationalities).isdisjoint(listed.nationalities):
            found["nationality-same"] = 1.0
        elif not (asked.unread_nationalities or listed.unread_nationalities):
            found["nationality-other"] = 1.0
    if {asked.gender, listed.gender} <= COMPARED:
        found["gender-same" if asked.gender == listed.gender else "gender-other"] = 1.0
    if not set(asked.id_numbers).isdisjoint(listed.id_numbers):
        found["number-same"] = 1.0
    return found


FACTS = {
    **{f"birth-{v.value}": (About.BIRTH, v.label) for v in Verdict},
    "nationality-same": (About.NATIONALITY, _("Same nationality")),
    "nationality-other": (About.NATIONALITY, _("Other nationality")),
    "gender-same": (About.GENDER, _("Same gender")),
    "gender-other": (About.GENDER, _("Other gender")),
    "number-same": (About.NUMBER, _("Same number")),
}
