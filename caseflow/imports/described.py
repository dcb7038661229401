"""What a register says of people: the accused by name, victims and complainants without one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TypeVar

from caseflow.facts.countries import read_several
from caseflow.facts.dates import BadDate, Span
from caseflow.facts.words_for_nothing import names_nobody
from caseflow.imports.bundle import Person, Subject
from caseflow.imports.fields import Fields
from caseflow.imports.notes import Notes
from caseflow.imports.register_dates import day_in, span_in, why
from caseflow.imports.shape import Profile
from caseflow.imports.values import age_in
from caseflow.labels import _
from caseflow.sheets.tables import Row

Known = TypeVar("Known", date, Span)


class Describer:
    """Reads rows about people by one profile; what cannot be read is left empty and noted."""

    def __init__(self, profile: Profile, today: date) -> None:
        self._profile = profile
        self._today = today
        self._people = Fields(profile.people)
        self._unnamed = {
            "victims": Fields(profile.victims),
            "complainants": Fields(profile.complainants),
        }

    def subject(self, accused: Subject, row: Row, notes: Notes) -> Subject:
        """The person accused, with what this row says of them."""
        get = self._people.get
        notes.damage("people", row)
        return replace(
            accused,
            given_name=self._name(row, "given_name", notes),
            family_name=self._name(row, "family_name", notes),
            gender=notes.gender("people", row, get(row, "gender"), self._profile),
            born=self._dated(row, "born", span_in, notes),
            nationality=self._nationality(row, notes),
            appointed_on=self._dated(row, "appointed", day_in, notes),
            rank=get(row, "rank"),
            unit=get(row, "unit"),
            described=True,
            attributes=self._people.further(row),
        )

    def persons(self, kind: str, rows: list[Row], notes: Notes) -> tuple[Person, ...]:
        """Victims or complainants, in the order of their file."""
        return tuple(self._person(kind, self._unnamed[kind], row, notes) for row in rows)

    def _person(self, kind: str, fields: Fields, row: Row, notes: Notes) -> Person:
        notes.damage(kind, row)
        text = fields.get(row, "age")
        age = age_in(text)
        if text and age is None:
            notes.warn(kind, row, _("the age is not a number of years"))
        gender = notes.gender(kind, row, fields.get(row, "gender"), self._profile)
        return Person(gender, age, fields.further(row))

    def _dated(
        self, row: Row, name: str, reading: Callable[..., Known | None], notes: Notes
    ) -> Known | None:
        """A date as a reader of dates gives it; what cannot be taken is left empty and noted."""
        try:
            return reading(self._people.get(row, name), self._profile, today=self._today)
        except BadDate as bad:
            notes.warn("people", row, why(self._people.column(name), bad))
        return None

    def _nationality(self, row: Row, notes: Notes) -> str:
        """Codes of countries; words that are no one country as they are, and noted."""
        found = read_several(self._people.get(row, "nationality"))
        for unread in found.unread:
            notes.warn(
                "people",
                row,
                _("the nationality may be one of several countries: kept as it is")
                if unread.possible
                else _("the nationality cannot be read: kept as it is"),
            )
        return found.kept

    def _name(self, row: Row, name: str, notes: Notes) -> str:
        """A part of a name; empty, and noted, where it only says that there is none."""
        text = self._people.get(row, name)
        if not names_nobody(text):
            return text
        notes.warn("people", row, _("the name only says that there is none: left empty"))
        return ""
