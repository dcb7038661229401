"""Dates in numbers alone: which is the day, which the month, and what a file may declare."""

from __future__ import annotations

import re
from datetime import date, timedelta

from caseflow.facts.day_parts import Bad, BadDate, Declared, Order, checked_year, of_parts, on
from caseflow.facts.months import MONTHS
from caseflow.facts.spans import EARLIEST, LATEST, Exactness, Span
from caseflow.labels import _

PARTS = re.compile(r"[\s./,-]+")
_NUMBERS = re.compile(r"\d{1,4}(?:[\s./-]+\d{1,4}){1,2}")
_SERIAL = re.compile(r"(\d{2,6})(?:\.\d+)?")
_DOTTED = re.compile(r"\d{1,2} ?\. ?\d{1,2} ?\. ?\d{2,4}")
_DAY_ZERO = date(1899, 12, 30)
"""From which spreadsheets count days; they take 1900 for a leap year, so it holds from March."""
_FIRST_SERIAL = 61


def in_numbers_alone(text: str, declared: Declared) -> Span | None:
    """The date that numbers say; None where they say none. Raises BadDate where it cannot be."""
    if _NUMBERS.fullmatch(text):
        return _in_numbers(PARTS.split(text), declared, dots=bool(_DOTTED.fullmatch(text)))
    if _SERIAL.fullmatch(text):
        return _of_spreadsheet(text, declared)
    return _in_eight(text, declared) if text.isdecimal() and len(text) == 8 else None


def _in_eight(text: str, declared: Declared) -> Span | None:
    """19840704 or 04071984: never both."""
    if EARLIEST <= int(text[:4]) <= LATEST and int(text[4:6]) <= 12:
        return of_parts(text[:4], text[4:6], text[6:])
    return _in_numbers([text[:2], text[2:4], text[4:]], declared)


def _of_spreadsheet(text: str, declared: Declared) -> Span | None:
    """The number of a day, where a file's dates are declared to be such."""
    number = int(text.partition(".")[0])
    if not declared.serials or number < _FIRST_SERIAL:
        return None
    day = _DAY_ZERO + timedelta(days=number)
    checked_year(day.year)
    return Span(day, day, Exactness.DAY)


def _in_numbers(written: list[str], declared: Declared, *, dots: bool = False) -> Span | None:
    """Two or three numbers, apart by dots, dashes, slashes or spaces."""
    if len(written) == 2:
        return _month_and_year(*written)
    one, two, three = map(int, written)
    if len(written[0]) == 4:
        return of_parts(written[0], written[1], written[2])
    if max(map(len, written[:2])) > 2:
        return None
    if len(written[2]) == 4:
        year = checked_year(three)
    elif one > 31:
        return of_parts(str(short_year(one, declared)), written[1], written[2])
    else:
        year = short_year(three, declared)
    return _day_and_month(one, two, year, declared.order or (Order.DAY_FIRST if dots else None))


def _month_and_year(one: str, other: str) -> Span | None:
    """03/1951 and 1951/03; never two days of one month, or a day and a month."""
    if len(other) == 4 and len(one) <= 2:
        return of_parts(other, one, None)
    if len(one) == 4 and len(other) <= 2 and int(other) <= 12:
        return of_parts(one, other, None)
    return None


def _day_and_month(one: int, two: int, year: int, order: Order | None) -> Span:
    """Which of two numbers is the day; where one is nought, the other one is the month."""
    if not one or not two:
        month = one or two
        return Span.of(year, month) if 1 <= month <= 12 else Span.of(year)
    if one > 12 and two > 12:
        sentence = _("The month cannot be %(month)s: a year has 12", month=two)
        raise BadDate("month", sentence, rest=Span.of(year))
    if one == two or two > 12:
        order = Order.MONTH_FIRST
    elif one > 12:
        order = Order.DAY_FIRST
    if order is None:
        raise _either(Span.of(year, two, one), Span.of(year, one, two))
    return on(year, two, one) if order is Order.DAY_FIRST else on(year, one, two)


def _either(one: Span, other: Span) -> BadDate:
    sentence = _(
        "%(day)s %(month)s or %(other_day)s %(other_month)s %(year)s? Write the month as a word",
        day=one.first.day,
        month=MONTHS[one.first.month - 1],
        other_day=other.first.day,
        other_month=MONTHS[other.first.month - 1],
        year=one.first.year,
    )
    year = Span.of(one.first.year)
    return BadDate("month", sentence, Bad.AMBIGUOUS, rest=year, readings=(one, other))


def short_year(year: int, declared: Declared) -> int:
    """The year of two digits by the declared pivot; raise BadDate without one."""
    if declared.pivot is None or year > 99:
        raise BadDate("year", _("Write the year with four digits, such as 1984"), Bad.SHORT_YEAR)
    return year + (2000 if year <= declared.pivot else 1900)
