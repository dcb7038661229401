"""One case as an old register tells it, with all that hangs on it, before it is admitted."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from datetime import date, time
from hashlib import blake2b
from operator import attrgetter
from typing import Any

from caseflow.facts.dates import Span
from caseflow.sheets.problems import ProblemRow

FINGERPRINT_VERSION = 4
"""Raised when the same row comes to mean something else, so that what is here is written anew."""


@dataclass(frozen=True, slots=True)
class Coded:
    """A value as the source wrote it, word for word, and what the profile makes of it.

    `mapped` is None where the source says nothing (`raw` is empty) or where the profile knows no
    counterpart: both are *not mapped*. `pending` marks a word that means "not answered yet".
    """

    raw: str
    mapped: str | None = None
    pending: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure as the source coded it, and what it stands for.

    `kind` is the name of one of our measures, or None. `known` tells "none was imposed" from "not
    mapped", `pending` says that nothing was decided yet. `parameters` are sorted pairs, such as
    ``(("period", 3),)``. `remark` is the profile's own words for what the code says besides or
    instead.
    """

    raw: str
    known: bool = False
    pending: bool = False
    kind: str | None = None
    parameters: tuple[tuple[str, int | str], ...] = ()
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Allegation:
    """One type of conduct that one subject is said to have shown.

    `attributes` are the profile's further columns of the accused row, as (label, value) pairs.
    """

    external_id: str
    category: Coded
    recommended_finding: Coded
    final_finding: Coded
    recommended_measure: Measure
    final_measure: Measure
    decided_on: date | None = None
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """A person accused, as the register describes them; or one who is not identified.

    An unidentified subject has no `external_id`, no names and an unknown count. `described` is
    false where the register gives a person's number but no row about them. `stage_since` and
    `decided_on` are None where the register gives no day. `attributes` are the profile's further
    columns of the row about them, as (label, value) pairs.
    """

    external_id: str | None
    stage: str
    stage_since: date | None = None
    decided_on: date | None = None
    allegations: tuple[Allegation, ...] = ()
    given_name: str = ""
    family_name: str = ""
    gender: Coded = Coded("")
    born: Span | str | None = None
    """The date of birth; as it was written where it could not be taken whole."""
    nationality: str = ""
    appointed_on: date | None = None
    rank: str = ""
    unit: str = ""
    described: bool = False
    attributes: tuple[tuple[str, str], ...] = ()

    @property
    def identified(self) -> bool:
        """Whether the register knows who this is."""
        return self.external_id is not None


@dataclass(frozen=True, slots=True)
class Person:
    """A victim or a complainant: the register never names them.

    `attributes` are the profile's further columns, word for word, as (name, value) pairs.
    """

    gender: Coded = Coded("")
    age: int | None = None
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Incident:
    """When and where it is said to have happened; `on` and `at` are None when unknown.

    `places` are (label, value) pairs, word for word, in the profile's order.
    """

    on: Span | None = None
    at: time | None = None
    places: tuple[tuple[str, str], ...] = ()

    @property
    def place(self) -> str:
        """The places in one line of text."""
        return ", ".join(f"{label} {value}" for label, value in self.places)


@dataclass(frozen=True, slots=True)
class CaseBundle:
    """A case of the old register, whole: what one call of the admitting verb takes.

    `external_reference` is unique within `source`. There is always at least one subject, each at
    the stage that the source claims. `file` and `line` say where the row stands and, like the
    problems (warnings, and child rows left out), are no part of its content.
    """

    source: str
    external_reference: str
    received_on: date
    closed_on: date | None
    incident: Incident
    subjects: tuple[Subject, ...]
    victims: tuple[Person, ...] = ()
    complainants: tuple[Person, ...] = ()
    problems: tuple[ProblemRow, ...] = field(default=(), compare=False)
    file: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)

    def fingerprint(self, key: bytes = b"") -> bytes:
        """Thirty-two bytes that change when, and only when, the content changes.

        The order of subjects, allegations and persons in their files makes no difference. Give a
        secret `key` (at most 64 bytes) wherever the result is stored: without one, somebody who
        reads it could confirm a guess of what the case holds.
        """
        content = [FINGERPRINT_VERSION, _plain(self)]
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), default=str)
        return blake2b(text.encode(), digest_size=32, key=key).digest()


_CONTENT = {
    kind: attrgetter(*(one.name for one in fields(kind) if one.compare))
    for kind in (Coded, Measure, Allegation, Subject, Person, Incident, CaseBundle)
}


def _plain(value: Any) -> Any:
    """A value as nested lists, with records of equal standing in a fixed order."""
    if content := _CONTENT.get(type(value)):
        return [_plain(part) for part in content(value)]
    if type(value) is tuple and value and type(value[0]) in _CONTENT:
        return sorted(map(_plain, value), key=repr)
    return value
