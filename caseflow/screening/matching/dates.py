"""Dates of birth that may lack a day or a month, and how two of them compare."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from caseflow.labels import Labelled, _

FIRST_YEAR = 1880
ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ]00:00(?::00)?)?)?)?")
DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")


@dataclass(frozen=True, order=True)
class Birth:
    """A day, a month of a year, or a year alone."""

    year: int
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        if self.month is None:
            return f"{self.year:04d}"
        if self.day is None:
            return f"{self.year:04d}-{self.month:02d}"
        return f"{self.year:04d}-{self.month:02d}-{self.day:02d}"


class Verdict(Labelled):
    """What two dates of birth say about whether two records are of one person."""

    NOTHING = "nothing", _("Birth date not known on both sides")
    SAME = "same", _("Same date of birth")
    SWAPPED = "swapped", _("Same date of birth with day and month swapped")
    ONE_DIGIT = "one-digit", _("Date of birth differs in one digit")
    SAME_MONTH = "same-month", _("Born in the same month")
    SAME_YEAR = "same-year", _("Born in the same year")
    YEAR_APART = "year-apart", _("Born one year apart")
    SAME_YEAR_OTHER_DAY = "same-year-other-day", _("Same year of birth, other day")
    FAR = "far", _("Dates of birth are far apart")


RANK = tuple(Verdict)[1:]


def read(text: str, today: date | None = None) -> Birth:
    """A date of birth: 1984, 1984-07, 1984-07-04, or 14.07.1984 where no month can be mistaken.

    Raises ValueError for what is no date, cannot be one, or has not come yet.
    """
    text = text.strip()
    if len(text) > 20 or not text.isascii():
        raise ValueError("no date")
    if match := ISO.fullmatch(text):
        year, month, day = (int(g) if g else None for g in match.groups())
    elif match := DAY_FIRST.fullmatch(text):
        first, second, year = map(int, match.groups())
        day, month = (first, second) if first > 12 or first == second else (second, first)
        if first <= 12 and second <= 12 and first != second:
            raise ValueError("day or month first: it cannot be told")
    else:
        raise ValueError("no date")
    if year is None or year < FIRST_YEAR:
        raise ValueError("no year that anybody alive was born in")
    # a day that does not exist, such as 30 February, raises here
    known = date(year, month or 1, day or 1)
    if today is not None and known > today:
        raise ValueError("not come yet")
    return Birth(year, month, day)


def legible(text: str, today: date | None = None) -> str:
    """As much of a date that cannot be as can: its year and month, its year, or nothing."""
    parts = ISO.fullmatch(text.strip()) if len(text) <= 20 and text.isascii() else None
    for known in (f"{parts[1]}-{parts[2]}", parts[1]) if parts else ():
        try:
            return str(read(known, today))
        except ValueError:
            continue
    return ""


def compare(one: Birth, other: Birth) -> Verdict:
    """What two dates say."""
    if one.day is not None and other.day is not None:
        return _days(one, other)
    if one.year == other.year:
        if one.month is None or other.month is None:
            return Verdict.SAME_YEAR
        return Verdict.SAME_MONTH if one.month == other.month else Verdict.SAME_YEAR_OTHER_DAY
    return Verdict.YEAR_APART if abs(one.year - other.year) == 1 else Verdict.FAR


def _days(one: Birth, other: Birth) -> Verdict:
    if one == other:
        return Verdict.SAME
    if one.year == other.year and (one.month, one.day) == (other.day, other.month):
        return Verdict.SWAPPED
    if sum(a != b for a, b in zip(str(one), str(other), strict=True)) == 1:
        return Verdict.ONE_DIGIT
    if one.year == other.year:
        return Verdict.SAME_YEAR_OTHER_DAY
    same_day = (one.month, one.day) == (other.month, other.day)
    return Verdict.YEAR_APART if same_day and abs(one.year - other.year) == 1 else Verdict.FAR


def best(ones: tuple[Birth, ...], others: tuple[Birth, ...]) -> Verdict:
    """The verdict that speaks most for one person, of all pairs of dates."""
    found = {compare(one, other) for one in ones for other in others}
    return next((verdict for verdict in RANK if verdict in found), Verdict.NOTHING)
