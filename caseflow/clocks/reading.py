"""Reading a clock: from an anchor, stops and extensions to what is used, left and due."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo

from caseflow.clocks.calendars import WEEKENDS_ONLY, Calendar
from caseflow.clocks.limits import Extension, Limit, Unit
from caseflow.clocks.spans import Span, Stop, advance, counted, local_day, spans
from caseflow.labels import Labelled, Text, _, ngettext


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
    months is shown in the calendar days it spans). `left` is negative when late. `due` is the
    last day in time; while the clock is stopped it moves on day by day.
    """

    limit: Limit
    started: date
    due: date
    ended: date | None
    state: State
    counts: Unit
    used: int
    allowed: int
    stopped_days: int

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
        """“41 of 60 working days”."""
        if self.counts is Unit.WORKING_DAYS:
            return ngettext(
                "%(used)s of %(count)s working day",
                "%(used)s of %(count)s working days",
                self.allowed,
                used=self.used,
            )
        return ngettext(
            "%(used)s of %(count)s day", "%(used)s of %(count)s days", self.allowed, used=self.used
        )

    @property
    def sentence(self) -> Text:
        """How it stands, in a few words: “6 days late”, “19 working days left”, “due today”."""
        working, count = self.counts is Unit.WORKING_DAYS, abs(self.left)
        if self.state is State.STOPPED:
            return _("stopped at %(usage)s", usage=self.usage)
        if self.state is State.MET:
            return _("done in time")
        if self.state is State.RUNNING and count == 0:
            return _("due today")
        return _left_or_late(self.state, working, count)


def _left_or_late(state: State, working: bool, count: int) -> Text:
    match (state, working):
        case (State.RUNNING, True):
            return ngettext("%(count)s working day left", "%(count)s working days left", count)
        case (State.RUNNING, False):
            return ngettext("%(count)s day left", "%(count)s days left", count)
        case (State.LATE, True):
            return ngettext("%(count)s working day late", "%(count)s working days late", count)
        case (State.LATE, False):
            return ngettext("%(count)s day late", "%(count)s days late", count)
        case (_, True):
            return ngettext(
                "done %(count)s working day late", "done %(count)s working days late", count
            )
        case _:
            return ngettext("done %(count)s day late", "done %(count)s days late", count)


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
    due = _due(limit, started, tuple(extensions), calendar, off)
    off = tuple(span for span in off if span.first <= due)
    return Reading(
        limit=limit,
        started=started,
        due=due,
        ended=last,
        state=_state(today, last, due, off),
        counts=counts,
        used=counted(started, today, counts, calendar, off),
        allowed=counted(started, due, counts, calendar, off),
        stopped_days=sum(max(0, (min(s.after, today) - max(s.first, started)).days) for s in off),
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
