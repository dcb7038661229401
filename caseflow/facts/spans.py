"""A date as exactly as it is known: a day, a month, a year, about then, between two of them.

Kept as text by ISO 8601-2: 1984-07-04, 1984-07, 1984, 1960~ (about), 1958/1960 (between).
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from typing import Self

from caseflow.labels import Labelled, _

EARLIEST, LATEST = 1880, 2199
"""No register is older, and nobody alive was born before; no limit of time runs longer."""


class Exactness(Labelled):
    """How exactly a date is known."""

    DAY = "day", _("One known day")
    MONTH = "month", _("Month and year")
    YEAR = "year", _("The year")
    ABOUT = "about", _("About then")
    BETWEEN = "between", _("Between two dates")


@dataclass(frozen=True, order=True, slots=True)
class Span:
    """The first and the last day that are meant, and how exactly they are known.

    The days of "about" are those of the month or year that was said.
    """

    first: date
    last: date
    exact: Exactness

    @classmethod
    def of(cls, year: int, month: int | None = None, day: int | None = None) -> Self:
        """A day, a month or a year. Raises ValueError for a day or month that does not exist."""
        if month is None:
            return cls(date(year, 1, 1), date(year, 12, 31), Exactness.YEAR)
        if day is None:
            first = date(year, month, 1)
            last = first.replace(day=calendar.monthrange(year, month)[1])
            return cls(first, last, Exactness.MONTH)
        known = date(year, month, day)
        return cls(known, known, Exactness.DAY)

    def about(self) -> Self:
        """The same days, not quite sure; what lies between two is unsure as it is."""
        if self.exact is Exactness.BETWEEN:
            return self
        return type(self)(self.first, self.last, Exactness.ABOUT)

    def until(self, other: Span) -> Self:
        """From the first day of this to the last of another. Raises ValueError where none is."""
        if other.last < self.first:
            raise ValueError("the second lies before the first")
        return type(self)(self.first, other.last, Exactness.BETWEEN)

    @property
    def is_day(self) -> bool:
        """Whether one day is known."""
        return self.exact is Exactness.DAY

    @property
    def earliest_whole(self) -> date:
        """The first day on which all of it could have been written down."""
        return self.last if self.exact is Exactness.BETWEEN else self.first

    @property
    def ends(self) -> tuple[Span, Span]:
        """The two dates that it lies between, as exact as they can be said.

        Both are the same for what is no more than about some month or year.
        """
        first, last = self.first, self.last
        if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
            return Span.of(first.year), Span.of(last.year)
        if first.day == 1 and last == Span.of(last.year, last.month).last:
            return Span.of(first.year, first.month), Span.of(last.year, last.month)
        return Span.of(first.year, first.month, first.day), Span.of(last.year, last.month, last.day)

    def __str__(self) -> str:
        """As it is kept."""
        match self.exact:
            case Exactness.DAY:
                return self.first.isoformat()
            case Exactness.MONTH:
                return self.first.isoformat()[:7]
            case Exactness.YEAR:
                return self.first.isoformat()[:4]
            case Exactness.ABOUT:
                return f"{self.ends[0]}~"
            case _:
                one, other = self.ends
                return f"{one}/{other}"

    def typed(self) -> str:
        """As somebody would type it: read again, it gives the same."""
        match self.exact:
            case Exactness.ABOUT:
                return f"c. {self.ends[0]}"
            case Exactness.BETWEEN:
                one, other = self.ends
                return f"{one} - {other}"
        return str(self)
