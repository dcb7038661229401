"""What a register says of people: the accused by name, victims and complainants without one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from caseflow.facts import genders
from caseflow.facts.countries import read_several
from caseflow.facts.dates import BadDate, Span, says_no_date
from caseflow.facts.words_for_nothing import NothingSaid, names_nobody, says_nothing
from caseflow.imports.bundle import Coded, Person, Subject
from caseflow.imports.fields import Fields
from caseflow.imports.notes import Notes
from caseflow.imports.register_dates import day_in, span_in, why
from caseflow.imports.shape import Profile
from caseflow.imports.values import age_in
from caseflow.labels import _
from caseflow.sheets.tables import Row

NO_NAME = _("the name only says that there is none: left empty")


class Describer:
    """Reads rows about people by one profile; what cannot be read is left empty and noted."""

    def __init__(self, profile: Profile, today: date) -> None:
        self._profile = profile
        self._today = today
        self.nothing = NothingSaid()
        self._people = Fields(profile.people)
        self._unnamed = {
            "victims": Fields(profile.victims),
            "complainants": Fields(profile.complainants),
        }

    def subject(self, accused: Subject, row: Row, notes: Notes) -> Subject:
        """The person accused, with what this row says of them."""
        get = self._people.get
        notes.damage("people", row)
        given, family = self._names(row, notes)
        return replace(
            accused,
            given_name=given,
            family_name=family,
            gender=self._gender("people", row, get(row, "gender"), notes),
            born=self._born(row, notes),
            nationality=self._nationality(row, notes),
            appointed_on=self._appointed(row, notes),
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
        text = self._told(fields.get(row, "age"))
        age = age_in(text)
        if text and age is None:
            notes.warn(kind, row, _("the age is not a number of years"))
        gender = self._gender(kind, row, fields.get(row, "gender"), notes)
        return Person(gender, age, fields.further(row))

    def _told(self, text: str) -> str:
        """A cell; empty, and counted, where it only says that there is nothing."""
        if not says_nothing(text):
            return text
        self.nothing.count(text)
        return ""

    def _date(self, row: Row, name: str) -> str:
        """The text of a date; empty, and counted, where it only says that none is known."""
        text = self._people.get(row, name)
        if not text or not says_no_date(text):
            return text
        self.nothing.count(text)
        return ""

    def _gender(self, kind: str, row: Row, raw: str, notes: Notes) -> Coded:
        """The gender by the profile's codes, else as anybody writes it; noted where it is none."""
        table = self._profile.genders
        found = table.read(raw)
        if found.mapped is not None or found.pending or table.excused(raw):
            return found
        read = genders.read(self._told(raw))
        if read.unread:
            notes.warn(kind, row, _("the gender cannot be read: kept as it is"))
        return Coded(read.text, read.value or None)

    def _born(self, row: Row, notes: Notes) -> Span | str | None:
        """The date of birth; as it was written, and noted, where it cannot be taken whole.

        Whoever reads it later takes what is sure of it.
        """
        text = self._date(row, "born")
        try:
            return span_in(text, self._profile, today=self._today)
        except BadDate as bad:
            notes.warn("people", row, why(self._people.column("born"), bad, kept=True))
            return text

    def _appointed(self, row: Row, notes: Notes) -> date | None:
        """The day of appointment; one that cannot be taken is left empty and noted."""
        try:
            return day_in(self._date(row, "appointed"), self._profile, today=self._today)
        except BadDate as bad:
            notes.warn("people", row, why(self._people.column("appointed"), bad))
            return None

    def _nationality(self, row: Row, notes: Notes) -> str:
        """Codes of countries; words that are no one country as they are, and noted."""
        found = read_several(self._told(self._people.get(row, "nationality")))
        for unread in found.unread:
            notes.warn(
                "people",
                row,
                _("the nationality may be one of several countries: kept as it is")
                if unread.possible
                else _("the nationality cannot be read: kept as it is"),
            )
        return found.kept

    def _names(self, row: Row, notes: Notes) -> tuple[str, str]:
        """Given and family name; neither where together they name nobody, as Mr. and Unknown."""
        given, family = (self._people.get(row, name) for name in ("given_name", "family_name"))
        if given and family and names_nobody(whole := f"{given} {family}"):
            self.nothing.count(whole)
            notes.warn("people", row, NO_NAME)
            return "", ""
        return self._name(row, "given_name", notes), self._name(row, "family_name", notes)

    def _name(self, row: Row, name: str, notes: Notes) -> str:
        """A part of a name; empty, and noted, where it only says that there is none."""
        text = self._people.get(row, name)
        if not names_nobody(text):
            return text
        self.nothing.count(text)
        notes.warn("people", row, NO_NAME)
        return ""
