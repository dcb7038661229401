"""Day arithmetic: stops merged into spans, months that end where they should, days that count."""

from __future__ import annotations

import calendar as months
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from caseflow.clocks.calendars import ONE_DAY, Calendar
from caseflow.clocks.limits import Unit
from caseflow.days import day_in


@dataclass(frozen=True)
class Stop:
    """A time in which a limit stands still: from `start` until `end` (None: it still does).

    The day it starts does not count, the day it ends counts again.
    """

    ground: str
    start: date | datetime
    end: date | datetime | None = None


@dataclass(frozen=True)
class Span:
    """Days from `first` up to, not including, `after`."""

    first: date
    after: date


def local_day(moment: date | datetime, zone: tzinfo) -> date:
    """The calendar day of a moment where the limit runs; a plain date is already one.

    Raises ValueError for a moment without a time zone.
    """
    if not isinstance(moment, datetime):
        return moment
    return day_in(zone, moment)


def spans(stops: Iterable[Stop], today: date, zone: tzinfo) -> tuple[Span, ...]:
    """The stopped days, merged where they overlap or touch; an open stop lasts through today."""
    rows: list[Span] = []
    for stop in stops:
        first = local_day(stop.start, zone)
        after = today + ONE_DAY if stop.end is None else local_day(stop.end, zone)
        if after > first:
            rows.append(Span(first, after))
    merged: list[Span] = []
    for span in sorted(rows, key=lambda row: row.first):
        if merged and span.first <= merged[-1].after:
            merged[-1] = Span(merged[-1].first, max(merged[-1].after, span.after))
        else:
            merged.append(span)
    return tuple(merged)


def add_months(day: date, count: int) -> date:
    """The same day `count` months on, or the last day of that month where it is shorter.

    31 January and one month is 28 or 29 February; three months, always counted from the first
    day, 30 April. The last date there is stands for everything beyond it.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def add_days(day: date, count: int) -> date:
    """The day `count` days on; the last date there is stands for everything beyond it."""
    try:
        return day + timedelta(days=count)
    except OverflowError:
        return date.max


def counted(after: date, until: date, unit: Unit, calendar: Calendar, off: Iterable[Span]) -> int:
    """How many days that count lie after `after`, up to and including `until`, minus stops."""
    if until <= after:
        return 0
    total = _days(after, until, unit, calendar)
    for span in off:
        first, last = max(span.first, after + ONE_DAY), min(span.after - ONE_DAY, until)
        if last >= first:
            total -= _days(first - ONE_DAY, last, unit, calendar)
    return total


def advance(start: date, count: int, unit: Unit, calendar: Calendar, off: tuple[Span, ...]) -> date:
    """The day on which `count` days that count have passed since `start`.

    Months become the calendar days they span from `start`. Days within `off` do not count.
    """
    if unit is Unit.MONTHS:
        return advance(start, (add_months(start, count) - start).days, Unit.DAYS, calendar, off)
    day = start
    while (missing := count - counted(start, day, unit, calendar, off)) > 0:
        further = add_days(day, missing)
        further = next((s.after - ONE_DAY for s in off if s.first <= further < s.after), further)
        if further == day:
            return day
        day = further
    return day


def _days(after: date, until: date, unit: Unit, calendar: Calendar) -> int:
    if unit is Unit.WORKING_DAYS:
        return calendar.working_days(after, until)
    return (until - after).days
