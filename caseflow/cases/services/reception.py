"""Moving the day on which a report was received, and all that began with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.cases.course.timing import changes_at, read_limit
from caseflow.cases.models import Case, ClockChange, ClockRecord, Decision, Finding, Proceeding
from caseflow.cases.records.making import ADMIT, RECEIVED
from caseflow.cases.services.redating import check_second, passed
from caseflow.cases.services.running_limits import keep_due
from caseflow.cases.workflow import DEFAULT, least_advanced, limit_at, track
from caseflow.db import WITH_WITHDRAWN
from caseflow.errors import NotReady
from caseflow.labels import _
from caseflow.matters.models import Move
from caseflow.reference.models import Entity


def move_reception(
    session: Session,
    case: Case,
    day: date,
    entity: Entity | None,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Let the report be received on another day, and its first limit run or have run from then.

    A limit that ended is counted again as of the day on which it ended. Within an act. Raises
    NotReady for a day after something was done in the case, and Refused where a limit that has
    passed would count as kept (`redating.check_second`).
    """
    before = case.received_on
    changes = session.scalars(sa.select(ClockChange).where(ClockChange.root_id == case.id)).all()
    first_act = _first_act(session, case)
    if first_act is not None and day > first_act:
        raise NotReady(
            _(
                "Something was done in this case on %(day)s: the report was received by then.",
                day=first_act,
            ),
            field="received_on",
        )
    late = passed(session, case, entity, changes, now)
    every = sa.select(Proceeding).where(Proceeding.root_id == case.id)
    proceedings = session.scalars(every.execution_options(**WITH_WITHDRAWN)).all()
    case.received_on = day
    _receive(session, case, before, day)
    for opened in proceedings:
        first = opened.stage == track(opened.track).first.value
        if first and opened.stage_since == before and opened.opened_at == case.logged_at:
            opened.stage_since = day
    lead = least_advanced([each for each in proceedings if each.withdrawal_id is None])
    if case.stage == track(lead.track).first.value and case.stage_since == before:
        case.stage_since = day
    _count_again(session, case, before, changes, entity, now)
    keep_due(case, entity, changes, now=now)
    session.flush()
    if late - passed(session, case, entity, changes, now):
        check_second(session, case, {case.logged_by}, actor)


def _receive(session: Session, case: Case, before: date, day: date) -> None:
    """Let the moves that opened the case have happened on the day of the report."""
    opening = sa.select(Move).where(
        Move.root_id == case.id, Move.name == RECEIVED, Move.happened_on == before
    )
    for move in session.scalars(opening):
        if case.admitted or move.moved_at == case.logged_at:
            move.happened_on = day


def _first_act(session: Session, case: Case) -> date | None:
    """The day of the first thing that was done in the case after it was received."""
    moved = session.scalar(
        sa.select(sa.func.min(Move.happened_on)).where(
            Move.root_id == case.id, Move.name.not_in((RECEIVED, ADMIT))
        )
    )
    days = [
        case.closed_on,
        moved,
        *(
            session.scalar(sa.select(sa.func.min(column)).where(column.class_.root_id == case.id))
            for column in (Finding.found_on, Decision.decided_on, ClockChange.starts_on)
        ),
    ]
    return min((each for each in days if each is not None), default=None)


def _count_again(
    session: Session,
    case: Case,
    before: date,
    changes: Sequence[ClockChange],
    entity: Entity | None,
    now: datetime,
) -> None:
    """Count the first limit of the case again where it ran from the day of the report and ended."""
    way = track(case.track or DEFAULT)
    first = limit_at(way.first.value, way.name)
    rows = session.scalars(
        sa.select(ClockRecord).where(
            ClockRecord.root_id == case.id,
            ClockRecord.limit == first,
            ClockRecord.started_on == before,
        )
    )
    for row in rows:
        own = changes_at(changes, way.name, way.first.value)
        reading = read_limit(row.limit, case.received_on, entity, own, now=now, ended=row.ended_on)
        row.started_on, row.due_on = reading.started, reading.due
        row.used, row.allowed, row.breached = reading.used, reading.allowed, reading.breached
