"""A date in three boxes: which box is at fault, and what to change; read by `caseflow.facts`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from caseflow.facts.dates import Bad, BadDate, Exactness, Span, read
from caseflow.facts.day_parts import day_in, month_in, year_in
from caseflow.labels import _
from caseflow.web.words import day, month, say

PARTS = ("day", "month", "year")
LEAST_OF_A_DATE = 4
"""With fewer letters the first box holds a day and no whole date."""


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

    @classmethod
    def of_span(cls, span: Span) -> Typed:
        """The boxes for a day, a month or a year."""
        year, month, day = span.first.isoformat().split("-")
        if span.exact is Exactness.YEAR:
            return cls(year=year)
        return cls("" if span.exact is Exactness.MONTH else day, month, year)

    @property
    def blank(self) -> bool:
        """Whether nothing was filled in."""
        return not (self.day.strip() or self.month.strip() or self.year.strip())

    def unpacked(self) -> Typed:
        """The same boxes, with a whole date that was written into the first one spread out.

        Raises BadDate for one that could be two days, or cannot be.
        """
        text = self.day.strip()
        if self.month.strip() or self.year.strip() or len(text) < LEAST_OF_A_DATE:
            return self
        try:
            span = read(text)
        except BadDate as bad:
            if bad.bad is Bad.UNREADABLE:
                return self
            raise BadDate("day", bad.sentence, bad.bad) from None
        return self if span.exact in {Exactness.ABOUT, Exactness.BETWEEN} else Typed.of_span(span)


def in_words(span: Span) -> str:
    """A date as exactly as it is known, in the reader's language."""
    one, other = span.ends
    match span.exact:
        case Exactness.ABOUT:
            return say(_("about %(date)s", date=_end(one)))
        case Exactness.BETWEEN:
            return say(_("between %(first)s and %(last)s", first=_end(one), last=_end(other)))
    return _end(span)


def _end(span: Span) -> str:
    match span.exact:
        case Exactness.YEAR:
            return str(span)
        case Exactness.MONTH:
            return month(span.first)
    return day(span.first)


def read_day(typed: Typed) -> date:
    """The date in three boxes; raise BadDate, naming the box and the remedy."""
    typed = typed.unpacked()
    _all_filled(typed, PARTS)
    return day_in(year_in(typed.year), month_in(typed.month), typed.day).first


def read_span(typed: Typed) -> tuple[date, date]:
    """The first and last day meant by boxes of which the day, or day and month, may be empty.

    "August 2026" is 1 to 31 August; "2026" the whole year. Raises BadDate.
    """
    typed = typed.unpacked()
    _all_filled(typed, ("year",))
    year = year_in(typed.year)
    if not typed.month.strip():
        if typed.day.strip():
            raise BadDate("month", _("The date needs a month"))
        found = Span.of(year)
    elif not typed.day.strip():
        found = Span.of(year, month_in(typed.month))
    else:
        found = day_in(year, month_in(typed.month), typed.day)
    return found.first, found.last


def _all_filled(typed: Typed, needed: tuple[str, ...]) -> None:
    missing = {
        "day": _("The date needs a day"),
        "month": _("The date needs a month"),
        "year": _("The date needs a year"),
    }
    for part in needed:
        if not getattr(typed, part).strip():
            raise BadDate(part, missing[part])
