"""The limits that run in a case: which, since when, how they stand, and when they fall due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from caseflow.cases.models import Case, ChangeKind, ClockChange
from caseflow.cases.workflow import limit_at
from caseflow.clocks.limits import Extension, Unit
from caseflow.clocks.reading import Reading, State, read
from caseflow.clocks.spans import Stop
from caseflow.days import day_in, office_day
from caseflow.reference.calendars import calendar_of, zone_of
from caseflow.reference.limits import limits
from caseflow.reference.models import Entity


def clock(
    case: Case,
    entity: Entity | None,
    changes: Sequence[ClockChange],
    *,
    now: datetime,
    ended: date | None = None,
) -> Reading | None:
    """How the limit of the case's present stage stands; None when none runs.

    With `ended` it is read as it stood on that day: what was done to the clock later, before
    somebody wrote down that it had ended, does not count. Cases from old registers have no clocks:
    they are left out of timeliness.
    """
    name, since = limit_at(case.stage, case.track, grave=case.strict_limits), case.stage_since
    if name is None or since is None or case.admitted or case.merged_into is not None:
        return None
    return read_limit(name, since, entity, changes, now=now, ended=ended)


def read_limit(
    name: str,
    since: date,
    entity: Entity | None,
    changes: Sequence[ClockChange],
    *,
    now: datetime,
    ended: date | None = None,
) -> Reading:
    """How one limit stands that began on this day; extensions of before then do not count."""
    if entity is None:
        return read(limits()[name], since, now, ended=ended)
    own = [c for c in changes if c.limit == name and (ended is None or c.starts_on <= ended)]
    return read(
        limits()[name],
        since,
        now,
        calendar=calendar_of(entity),
        stops=[
            Stop(c.ground or "", c.starts_on, _end(c, ended))
            for c in own
            if c.kind is ChangeKind.STOP
        ],
        extensions=[
            Extension(c.amount, c.unit)
            for c in own
            if c.agreed and c.starts_on >= since and c.amount and c.unit
        ],
        ended=ended,
        zone=zone_of(entity),
    )


def counts_at(stage: str, track: str | None, *, grave: bool) -> Unit:
    """The days in which the limit of a stage is counted; where none is known, calendar days."""
    limit = limits().get(limit_at(stage, track, grave=grave) or "")
    return Unit.WORKING_DAYS if limit and limit.unit is Unit.WORKING_DAYS else Unit.DAYS


def _end(stop: ClockChange, ended: date | None) -> date | None:
    """When a stop ended; it had not where the clock itself ended before."""
    if ended is not None and stop.ends_on is not None and stop.ends_on > ended:
        return None
    return stop.ends_on


def in_this_stage(case: Case, change: ClockChange) -> bool:
    """Whether a clock was changed since the case came to its present stage."""
    return case.stage_since is not None and change.starts_on >= case.stage_since


def keep_due(
    case: Case, entity: Entity | None, changes: Sequence[ClockChange], *, now: datetime
) -> None:
    """Write the due date that lists show."""
    reading = clock(case, entity, changes, now=now)
    case.due_on = reading.due if reading else None
    case.clock_stopped = reading is not None and reading.state is State.STOPPED


def local_day(entity: Entity | None, moment: datetime) -> date:
    """The day of a moment where the entity works; without one, that of the organisation."""
    return day_in(zone_of(entity), moment) if entity else office_day(moment)


def case_day(session: Session, case: Case, now: datetime) -> date:
    """The day of a moment at the entity of a case; by it goes whatever happens in the case."""
    return local_day(session.get(Entity, case.entity_id) if case.entity_id else None, now)
