"""Reading a clock: from an anchor, stops and extensions to what is used, left and due."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo

from caseflow.clocks.calendars import WEEKENDS_ONLY, Calendar
from caseflow.clocks.limits import Extension, Limit, Unit
from caseflow.clocks.spans import Span, Stop, advance, counted, local_day, spans
from caseflow.clocks.wording import done_late, left_or_late, length_of, stopped_with, used_of
from caseflow.labels import Labelled, Text, _


class State(Labelled):
    """How a clock stands."""

    RUNNING = "running", _("Running")
    STOPPED = "stopped", _("Stopped")
    LATE = "late", _("Late")
    MET = "met", _("In time")
    MISSED = "missed", _("Out of time")


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a clock shows on one day.

    `used`, `allowed` and `left` are counted in `counts` (working or calendar days; a limit of
    months is counted in the calendar days it spans, and named in months by `length`). `left` is
    negative when late. `due` is the last day in time; while the clock is stopped it moves on day
    by day. `today` is the day it was read, or the day it ended.
    """

    limit: Limit
    started: date
    today: date
    due: date
    ended: date | None
    state: State
    counts: Unit
    used: int
    allowed: int
    stopped_days: int
    length: Text

    @property
    def left(self) -> int:
        """Days left until due; below zero, days late."""
        return self.allowed - self.used

    @property
    def breached(self) -> bool:
        """Whether the limit was passed."""
        return self.state in {State.LATE, State.MISSED}

    @property
    def share(self) -> float:
        """The part of the limit that is used, from 0 to 1."""
        return min(1.0, self.used / self.allowed) if self.allowed else 1.0

    @property
    def usage(self) -> Text:
        """“41 of 60 working days”; of a limit of months “6 months, ends 23 May 2027”."""
        if self.limit.unit is Unit.MONTHS:
            return _("%(length)s, ends %(day)s", length=self.length, day=self.due)
        return used_of(self.used, self.allowed, self.counts)

    @property
    def sentence(self) -> Text:
        """How it stands, in a few words and with its unit: “6 calendar days late”, “due today”."""
        match self.state:
            case State.STOPPED:
                return stopped_with(self.left, self.counts)
            case State.MET:
                return _("done in time")
            case State.MISSED:
                return done_late(-self.left, self.counts)
            case _:
                return left_or_late(self.left, self.counts, due=self.due, today=self.today)


def read(
    limit: Limit,
    anchor: date | datetime,
    now: date | datetime,
    *,
    calendar: Calendar = WEEKENDS_ONLY,
    stops: Iterable[Stop] = (),
    extensions: Iterable[Extension] = (),
    ended: date | datetime | None = None,
    zone: tzinfo = UTC,
) -> Reading:
    """Read a clock at `now`, or as it stood when what it waits for happened (`ended`).

    Moments are turned into days in `zone`, so that a change to summer time neither adds nor takes
    a day. Stops on grounds the limit does not know are left out; so is all that begins after it
    fell due. Extensions in the limit's own unit lengthen it first, others follow in their order.
    """
    last = None if ended is None else local_day(ended, zone)
    today = local_day(now, zone) if last is None else last
    started = local_day(anchor, zone)
    counts = Unit.WORKING_DAYS if limit.unit is Unit.WORKING_DAYS else Unit.DAYS
    known = [stop for stop in stops if stop.ground in limit.stops]
    off = spans(known, today, zone)
    known_extensions = tuple(extensions)
    due = _due(limit, started, known_extensions, calendar, off)
    off = tuple(span for span in off if span.first <= due)
    return Reading(
        limit=limit,
        started=started,
        today=today,
        due=due,
        ended=last,
        state=_state(today, last, due, off),
        counts=counts,
        used=counted(started, today, counts, calendar, off),
        allowed=counted(started, due, counts, calendar, off),
        stopped_days=sum(max(0, (min(s.after, today) - max(s.first, started)).days) for s in off),
        length=length_of(limit, known_extensions),
    )


def _due(
    limit: Limit,
    started: date,
    extensions: tuple[Extension, ...],
    calendar: Calendar,
    off: tuple[Span, ...],
) -> date:
    own = sum(extension.amount for extension in extensions if extension.unit is limit.unit)
    due = advance(started, limit.amount + own, limit.unit, calendar, off)
    for extension in extensions:
        if extension.unit is not limit.unit:
            due = advance(due, extension.amount, extension.unit, calendar, off)
    return calendar.next_working_day(due) if limit.rolls else due


def _state(today: date, ended: date | None, due: date, off: tuple[Span, ...]) -> State:
    if ended is not None:
        return State.MET if ended <= due else State.MISSED
    if any(span.first <= today < span.after for span in off):
        return State.STOPPED
    return State.RUNNING if today <= due else State.LATE
