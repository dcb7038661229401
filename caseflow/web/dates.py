"""Reading a date as people write it: three parts, month names, the digits of any script."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from babel import Locale

from caseflow.labels import Text, _
from caseflow.web.texts import showable, western_digits

READ_IN = ("en", "ar", "fr", "es", "ru", "zh")
MONTHS = (
    _("January"),
    _("February"),
    _("March"),
    _("April"),
    _("May"),
    _("June"),
    _("July"),
    _("August"),
    _("September"),
    _("October"),
    _("November"),
    _("December"),
)
PARTS = ("day", "month", "year")
EARLIEST, LATEST = 1900, 2199
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
IN_ONE = re.compile(r"(\d{1,2})[\s./]+([^\s./]+)[\s./]+(\d{4})")


class BadDate(ValueError):
    """A date that cannot be; `part` is the box at fault and `sentence` says what to change."""

    def __init__(self, part: str, sentence: Text) -> None:
        super().__init__(sentence)
        self.part = part
        self.sentence = sentence


@dataclass
class Typed:
    """Three boxes as they were filled in."""

    day: str = ""
    month: str = ""
    year: str = ""

    @classmethod
    def of(cls, value: date | None) -> Typed:
        """The boxes for a known date."""
        if value is None:
            return cls()
        return cls(str(value.day), str(value.month), f"{value.year:04}")

    @property
    def blank(self) -> bool:
        """Whether nothing was filled in."""
        return not (self.day.strip() or self.month.strip() or self.year.strip())

    def unpacked(self) -> Typed:
        """The same boxes, with a whole date that was written into the first one spread out."""
        text = western_digits(self.day.strip())
        if not (self.month.strip() or self.year.strip()):
            if found := ISO.fullmatch(text):
                return Typed(found[3], found[2], found[1])
            if found := IN_ONE.fullmatch(text):
                return Typed(found[1], found[2], found[3])
        return self


def read_day(typed: Typed) -> date:
    """The date in three boxes; raise BadDate, naming the box and the remedy."""
    typed = typed.unpacked()
    _all_filled(typed, PARTS)
    year, month = read_year(typed.year), read_month(typed.month)
    return _on(year, month, typed.day)


def read_span(typed: Typed) -> tuple[date, date]:
    """The first and last day meant by boxes of which the day, or day and month, may be empty.

    "August 2026" is 1 to 31 August; "2026" the whole year. Raises BadDate.
    """
    typed = typed.unpacked()
    _all_filled(typed, ("year",))
    year = read_year(typed.year)
    if not typed.month.strip():
        if typed.day.strip():
            raise BadDate("month", _("The date needs a month"))
        return date(year, 1, 1), date(year, 12, 31)
    month = read_month(typed.month)
    if not typed.day.strip():
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    known = _on(year, month, typed.day)
    return known, known


def read_year(typed: str) -> int:
    """A year of four digits between 1900 and 2199; raise BadDate."""
    text = western_digits(typed.strip())
    if not re.fullmatch(r"[0-9]{4}", text):
        raise BadDate("year", _("Write the year with four digits, such as 2026"))
    year = int(text)
    if not EARLIEST <= year <= LATEST:
        raise BadDate(
            "year",
            _("The year must lie between %(first)s and %(last)s", first=EARLIEST, last=LATEST),
        )
    return year


def read_month(typed: str) -> int:
    """A month as number or as name in one of our languages; raise BadDate."""
    text = western_digits(typed.strip())
    if re.fullmatch(r"[0-9]+", text):
        if 1 <= int(text[:9]) <= 12:
            return int(text)
        sentence = _("The month cannot be %(month)s: a year has 12", month=text[:9])
        raise BadDate("month", sentence)
    known = _month_names().get(_plain(text))
    if known is None:
        cut = showable(typed.strip()[:30])
        raise BadDate(
            "month", _("No month is called “%(name)s”: write its name or its number", name=cut)
        )
    return known


def _on(year: int, month: int, typed: str) -> date:
    text = western_digits(typed.strip())
    if not re.fullmatch(r"[0-9]+", text):
        raise BadDate("day", _("Write the day as a number, such as 19"))
    last = calendar.monthrange(year, month)[1]
    number = int(text[:9])
    if 1 <= number <= last:
        return date(year, month, number)
    name = MONTHS[month - 1]
    if month == 2:
        sentence = _(
            "The day cannot be %(day)s: %(month)s %(year)s has %(last)s days",
            day=number,
            month=name,
            year=year,
            last=last,
        )
    else:
        sentence = _(
            "The day cannot be %(day)s: %(month)s has %(last)s days",
            day=number,
            month=name,
            last=last,
        )
    raise BadDate("day", sentence)


def _all_filled(typed: Typed, needed: tuple[str, ...]) -> None:
    missing = {
        "day": _("The date needs a day"),
        "month": _("The date needs a month"),
        "year": _("The date needs a year"),
    }
    for part in needed:
        if not getattr(typed, part).strip():
            raise BadDate(part, missing[part])


@lru_cache(maxsize=1)
def _month_names() -> dict[str, int]:
    names: dict[str, int] = {}
    for code in READ_IN:
        for context in Locale.parse(code).months.values():
            for width in ("wide", "abbreviated"):
                for number, name in context[width].items():
                    names.setdefault(_plain(name), number)
    names["sept"] = 9
    return names


def _plain(name: str) -> str:
    return name.casefold().rstrip(".").strip()
