"""Days, months and years one by one: what each may be, and what is said of one that cannot be."""

from __future__ import annotations

import re
from dataclasses import dataclass

from caseflow.facts.months import MONTHS, month_named
from caseflow.facts.plain import plain
from caseflow.facts.spans import EARLIEST, LATEST, Span
from caseflow.labels import Labelled, Text, _


class Bad(Labelled):
    """Why a date cannot be taken."""

    UNREADABLE = "unreadable", _("cannot be read")
    IMPOSSIBLE = "impossible", _("cannot be")
    AMBIGUOUS = "ambiguous", _("could be two days")
    SHORT_YEAR = "short-year", _("has a year of two digits")
    FUTURE = "future", _("has not come yet")
    NUMBER = "number", _("is a number, perhaps the day of a spreadsheet")
    NO_DAY = "no-day", _("has no day")


class BadDate(ValueError):
    """A date that cannot be taken, with a sentence that says what to change.

    `part` is what is at fault: day, month or year. `rest` is what is sure of it all the same,
    such as its year; `readings` are the days that an ambiguous one could be.
    """

    def __init__(
        self,
        part: str,
        sentence: Text,
        bad: Bad = Bad.IMPOSSIBLE,
        rest: Span | None = None,
        readings: tuple[Span, ...] = (),
    ) -> None:
        super().__init__(sentence)
        self.part = part
        self.sentence = sentence
        self.bad = bad
        self.rest = rest
        self.readings = readings


class Order(Labelled):
    """What comes first where a date is written in three numbers."""

    DAY_FIRST = "day-first", _("The day comes first")
    MONTH_FIRST = "month-first", _("The month comes first")


@dataclass(frozen=True)
class Declared:
    """What somebody declared for all dates of a file.

    Years of two digits up to `pivot` are of this century (30: 1931 to 2030); `serials` says that
    a number is the day of a spreadsheet, counted from 1900.
    """

    order: Order | None = None
    pivot: int | None = None
    serials: bool = False


UNDECLARED = Declared()


def month_in(typed: str) -> int:
    """A month as number or as name in one of our languages; raise BadDate."""
    text = plain(typed)
    if re.fullmatch(r"[0-9]+", text):
        if 1 <= int(text[:9]) <= 12:
            return int(text)
        raise BadDate("month", _("The month cannot be %(month)s: a year has 12", month=text[:9]))
    known = month_named(text)
    if known is None:
        words = _("No month is called “%(name)s”: write its name or its number", name=text[:30])
        raise BadDate("month", words)
    return known


def year_in(typed: str) -> int:
    """A year of four digits that a date here may have; raise BadDate."""
    text = plain(typed)
    if not re.fullmatch(r"[0-9]{4}", text):
        raise BadDate("year", _("Write the year with four digits, such as 2026"))
    return checked_year(int(text))


def day_in(year: int, month: int, typed: str) -> Span:
    """A day of a month; raise BadDate."""
    text = plain(typed)
    if not re.fullmatch(r"[0-9]+", text):
        raise BadDate("day", _("Write the day as a number, such as 19"))
    return on(year, month, int(text[:9]))


def checked_year(year: int) -> int:
    """The year, if a date here may have it; raise BadDate."""
    if EARLIEST <= year <= LATEST:
        return year
    raise BadDate(
        "year", _("The year must lie between %(first)s and %(last)s", first=EARLIEST, last=LATEST)
    )


def on(year: int, month: int, day: int) -> Span:
    """A day; raise BadDate where the month has none of that number."""
    try:
        return Span.of(year, month, day)
    except ValueError:
        return _no_such_day(year, month, day)


def _no_such_day(year: int, month: int, day: int) -> Span:
    whole, name = Span.of(year, month), MONTHS[month - 1]
    last = whole.last.day
    if month == 2:
        sentence = _(
            "The day cannot be %(day)s: %(month)s %(year)s has %(last)s days",
            day=day,
            month=name,
            year=year,
            last=last,
        )
    else:
        sentence = _(
            "The day cannot be %(day)s: %(month)s has %(last)s days",
            day=day,
            month=name,
            last=last,
        )
    raise BadDate("day", sentence, rest=whole)


def of_parts(year: str, month: str | None, day: str | None) -> Span:
    """Year, month and day as written, where noughts stand for what is not known."""
    y, m, d = checked_year(int(year)), int(month or 0), int(day or 0)
    if not m:
        return Span.of(y)
    if m > 12:
        sentence = _("The month cannot be %(month)s: a year has 12", month=m)
        raise BadDate("month", sentence, rest=Span.of(y))
    return on(y, m, d) if d else Span.of(y, m)
