"""How the time limits of the rows of a list stand, in the days in which each clock counts."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import Any

from caseflow.cases.course.timing import counts_of
from caseflow.clocks.calendars import WEEKENDS_ONLY, Calendar
from caseflow.clocks.wording import days_left, left_or_late
from caseflow.days import day_there
from caseflow.labels import Text
from caseflow.reference.calendars import calendar_of
from caseflow.reference.limits import limits


class RowLimits:
    """Reads the limits of one page; what rows have in common is asked once.

    It says of a row what `timing.clock` says of its case, from what the list keeps of it.
    """

    def __init__(self, now: datetime) -> None:
        self._counts = cache(counts_of)
        self._today = cache(lambda zone: day_there(zone, now))
        self._calendars: dict[tuple[str | None, ...], Calendar] = {}
        self._left = cache(self._words)

    def of(self, row: Any) -> tuple[int | None, Text | None]:
        """Calendar days until a row is due, and how its limit stands; None where none runs."""
        if row.due_on is None:
            return None, None
        today = self._today(row.time_zone)
        if row.clock_stopped:
            return (row.due_on - today).days, None
        counts = self._counts(row.due_limit, row.stage, row.track, row.strict_limits)
        left = self._left(today, row.due_on, counts, self._calendar(row))
        return (row.due_on - today).days, left

    @staticmethod
    def elsewhere(row: Any) -> Text | None:
        """The limit by which a case is due because of those who stand elsewhere than it."""
        limit = limits().get(row.due_limit) if row.due_limit else None
        return limit.label if limit else None

    def _calendar(self, row: Any) -> Calendar:
        if row.time_zone is None:  # at no entity
            return WEEKENDS_ONLY
        place = (row.holiday_list, row.holiday_country, row.holiday_subdivision)
        if place not in self._calendars:
            self._calendars[place] = calendar_of(row)
        return self._calendars[place]

    @staticmethod
    def _words(today: date, due: date, counts: Any, calendar: Calendar) -> Text:
        return left_or_late(days_left(today, due, counts, calendar), counts, due=due, today=today)
