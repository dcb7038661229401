"""The limits that run in a case: which, since when, and how they stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from caseflow.cases.course.stage_names import stage_names, stage_now
from caseflow.cases.models import Case, ChangeKind, ClockChange
from caseflow.cases.workflow import limit_at
from caseflow.clocks.limits import Extension, Unit
from caseflow.clocks.reading import Reading, read
from caseflow.clocks.spans import Stop
from caseflow.days import day_there
from caseflow.reference.calendars import calendar_of, zone_of
from caseflow.reference.limits import limits
from caseflow.reference.models import Entity


class Place(NamedTuple):
    """Where a limit runs: a stage of a track, and the first day of its limit.

    `strict` asks for the shorter limits of sexual exploitation and abuse.
    """

    track: str | None
    stage: str
    since: date | None
    strict: bool

    @property
    def limit(self) -> str | None:
        """The name of the limit that runs there; none where the stage has none."""
        return limit_at(self.stage, self.track, grave=self.strict)

    def has(self, change: ClockChange) -> bool:
        """Whether a clock was changed since the limit of this place began to run."""
        return self.since is not None and change.starts_on >= self.since


def place_of(case: Case) -> Place:
    """Where the limit of the stage of a case runs."""
    days = [day for day in (case.limit_since, case.stage_since) if day is not None]
    stage = stage_now(case.stage, case.track)
    return Place(case.track, stage, min(days, default=None), case.strict_limits)


def clock(
    case: Case,
    entity: Entity | None,
    changes: Sequence[ClockChange],
    *,
    now: datetime,
    ended: date | None = None,
    place: Place | None = None,
) -> Reading | None:
    """How the limit of the case's stage stands, or that of another place; None when none runs.

    With `ended` it is read as it stood on that day: what was done to the clock later, before
    somebody wrote down that it had ended, does not count. Cases from old registers have no clocks:
    they are left out of timeliness.
    """
    at = place or place_of(case)
    name = at.limit
    if name is None or at.since is None or case.admitted or case.merged_into is not None:
        return None
    own = changes_at(changes, at.track, at.stage)
    return read_limit(name, at.since, entity, own, now=now, ended=ended)


def changes_at(changes: Iterable[Any], track: str | None, stage: str) -> list[Any]:
    """Of the changes of clocks in a case, those of the limit of this stage.

    An old one does not tell its stage: it counts wherever the limit runs that it names. One may
    tell the name that the stage had before (decision 81).
    """
    names = stage_names(stage_now(stage, track), track)
    return [c for c in changes if not c.stage or (c.track == (track or "") and c.stage in names)]


def read_limit(
    name: str,
    since: date,
    entity: Entity | None,
    changes: Sequence[ClockChange],
    *,
    now: datetime,
    ended: date | None = None,
) -> Reading:
    """How one limit stands that began on this day; what was done to it before does not count."""
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
            if c.kind is ChangeKind.STOP and c.starts_on >= since
        ],
        extensions=[
            Extension(c.amount, c.unit)
            for c in own
            if c.agreed and c.starts_on >= since and c.amount and c.unit
        ],
        ended=ended,
        zone=zone_of(entity),
    )


def counts_of(name: str | None, stage: str, track: str | None, grave: bool) -> Unit:
    """The days in which a limit is counted, or that of a stage; where none is known, calendar days.

    `name` is the limit by which a case is due where that is not the limit of its stage.
    """
    limit = limits().get(name or limit_at(stage, track, grave=grave) or "")
    return Unit.WORKING_DAYS if limit and limit.unit is Unit.WORKING_DAYS else Unit.DAYS


def _end(stop: ClockChange, ended: date | None) -> date | None:
    """When a stop ended; it had not where the clock itself ended before."""
    if ended is not None and stop.ends_on is not None and stop.ends_on > ended:
        return None
    return stop.ends_on


def local_day(entity: Entity | None, moment: datetime) -> date:
    """The day of a moment where the entity works; without one, that of the organisation."""
    return day_there(zone_of(entity) if entity else None, moment)


def case_day(session: Session, case: Case, now: datetime) -> date:
    """The day of a moment at the entity of a case; by it goes whatever happens in the case."""
    return local_day(session.get(Entity, case.entity_id) if case.entity_id else None, now)
