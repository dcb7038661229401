"""What a row says of a person that cannot be used as it stands, though the person is taken."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from caseflow.facts import genders
from caseflow.facts.countries import Country, read_several
from caseflow.facts.dates import BadDate, Declared
from caseflow.facts.id_numbers import read_several as read_numbers
from caseflow.labels import Text, _
from caseflow.screening.matching.dates import births_in
from caseflow.sheets.named_rows import Row

NUMBERS = {"id_number", "id_numbers"}
"""The column of numbers: the one of candidates, the other of whoever is listed."""


class UnreadFact(NamedTuple):
    """A cell that was not taken as it stands, and why."""

    column: str
    reason: Text
    detail: Text | str = ""
    """What it says about somebody: for the file of problems, never for a log."""


def unread_facts(row: Row, *, today: date, declared: Declared) -> Iterator[UnreadFact]:
    """The facts of a row that are left out, kept unread or only in part read."""
    for column in row.damaged:
        yield UnreadFact(column, _("characters that cannot be read or kept were taken out"))
    cell = row.values.get("date_of_birth", "")
    for bad in births_in(cell, today=today, declared=declared)[1]:
        yield UnreadFact("date_of_birth", _left_out(bad), bad.sentence)
    for country in read_several(row.values.get("nationality", "")).unread:
        yield UnreadFact("nationality", _not_compared(country), country.reason or "")
    gender = genders.read(row.values.get("gender", ""))
    if gender.reason is not None:
        why = _("the gender cannot be read and is left out")
        yield UnreadFact("gender", why, gender.reason)
    for column in NUMBERS & row.values.keys():
        for text in read_numbers(row.values[column]).unread:
            why = _("what stands here is no number and is left out")
            yield UnreadFact(column, why, _("“%(text)s”", text=text))


def _not_compared(country: Country) -> Text:
    """What became of a nationality that is no one country, without saying which it is."""
    if country.possible:
        return _("the nationality may be one of several countries and is not compared")
    return _("the nationality cannot be read and is not compared")


def _left_out(bad: BadDate) -> Text:
    """What became of a date that cannot be taken whole, without saying which date it is."""
    if bad.rest is None:
        return _("the date %(why)s and is left out", why=bad.bad.label)
    return _("the date %(why)s; what is sure of it is kept", why=bad.bad.label)
