"""Which days count: a country's public holidays, or an organisation's own list."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

import holidays

SATURDAY, SUNDAY = 5, 6
LEAP_YEAR = 2000
ONE_DAY = timedelta(days=1)


class UnknownCalendarError(ValueError):
    """There is no holiday list for this country or subdivision."""


@dataclass(frozen=True)
class Calendar:
    """Working days: every day that is neither weekend nor holiday.

    `weekend` holds weekday numbers (Monday 0). Holidays come from the country's calendar, from
    days that recur every year (`yearly`, as month and day) and from single `days`.
    """

    country: str | None = None
    subdivision: str | None = None
    weekend: frozenset[int] = frozenset({SATURDAY, SUNDAY})
    yearly: frozenset[tuple[int, int]] = frozenset()
    days: frozenset[date] = frozenset()
    _years: dict[int, tuple[date, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def is_working_day(self, day: date) -> bool:
        """Whether people work on this day."""
        return day.weekday() not in self.weekend and day not in self._of_year(day.year)

    def working_days(self, after: date, until: date) -> int:
        """How many working days lie after `after`, up to and including `until`."""
        if until <= after:
            return 0
        weeks, rest = divmod((until - after).days, 7)
        count = weeks * (7 - len(self.weekend))
        count += sum((after.weekday() + n) % 7 not in self.weekend for n in range(1, rest + 1))
        return count - self._holidays_within(after, until)

    def next_working_day(self, day: date) -> date:
        """This day if it is a working day, else the first one after it."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def _holidays_within(self, after: date, until: date) -> int:
        """How many holidays that are not weekend lie after `after`, up to and including `until`."""
        count = 0
        for year in range(after.year, until.year + 1):
            listed = self._of_year(year)
            count += bisect_right(listed, until) - bisect_right(listed, after)
        return count

    def _of_year(self, year: int) -> tuple[date, ...]:
        if year not in self._years:
            found = {day for day in self.days if day.year == year}
            found |= {day for day in map(_day_in(year), self.yearly) if day is not None}
            if self.country is not None:
                found |= set(_public(self.country, self.subdivision, year))
            kept = (day for day in found if day.weekday() not in self.weekend)
            self._years[year] = tuple(sorted(kept))
        return self._years[year]


def yearly_day(text: str) -> tuple[int, int]:
    """Month and day of a day that recurs every year, written ``12-25``; raises ValueError."""
    month, _dash, day = text.partition("-")
    found = date(LEAP_YEAR, int(month), int(day))
    return found.month, found.day


def _day_in(year: int) -> Callable[[tuple[int, int]], date | None]:
    def place(recurring: tuple[int, int]) -> date | None:
        month, day = recurring
        try:
            return date(year, month, day)
        except ValueError:
            return None

    return place


@lru_cache(maxsize=2048)
def _public(country: str, subdivision: str | None, year: int) -> tuple[date, ...]:
    return tuple(holidays.country_holidays(country, subdivision, years=year, expand=False))


@lru_cache(maxsize=256)
def public_calendar(country: str, subdivision: str | None = None) -> Calendar:
    """The calendar of a country (ISO two-letter code), with its own weekend.

    One object per process and place, so that a page of many clocks reads each year once.
    Raises UnknownCalendarError when nothing is known of the country or the subdivision.
    """
    try:
        found = holidays.country_holidays(country, subdivision)
    except NotImplementedError as problem:
        raise UnknownCalendarError(str(problem)) from problem
    return Calendar(country, subdivision, weekend=frozenset(found.weekend))


WEEKENDS_ONLY = Calendar()
"""Saturdays and Sundays off, no holidays: for entities that name no calendar."""
