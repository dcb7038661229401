"""Stopping, restarting and extending the running time limit; each is a decision of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.access.permissions import Permission
from caseflow.audit.acts import Act
from caseflow.audit.record import act
from caseflow.cases.making import sealed
from caseflow.cases.models import Case, ChangeKind, ClockChange
from caseflow.cases.policy import require_work, user_of
from caseflow.cases.timing import clock, in_this_stage, keep_due, local_day
from caseflow.clocks.limits import Extension, Limit, Unit
from caseflow.db import session_of
from caseflow.errors import NotReady
from caseflow.labels import _
from caseflow.reference.models import Entity


def stop_clock(case: Case, *, ground: str, reason: str, actor: Actor, now: datetime) -> None:
    """Let the running limit stand still from today.

    Raises Refused, and NotReady when none runs, it stands still already, or its rule does not
    know this ground.
    """
    session, entity, changes, limit = _running(case, actor, now)
    if ground not in limit.stops:
        raise NotReady(_("This time limit does not stop on this ground."), field="ground")
    if any(_open_stop(c, limit) for c in changes):
        raise NotReady(_("The clock stands still already."))
    row = _change(case, limit, ChangeKind.STOP, entity, reason, actor, now)
    row.ground = ground
    _keep(session, case, entity, [*changes, row], row, now)


def restart_clock(case: Case, *, actor: Actor, now: datetime) -> None:
    """Let the limit run again from today. Raises Refused, and NotReady when it was not stopped."""
    session, entity, changes, limit = _running(case, actor, now)
    row = next((c for c in changes if _open_stop(c, limit)), None)
    if row is None:
        raise NotReady(_("The clock is running."))
    with act(session, Act.CASE_CHANGED, thing=case, facts={"clock": "restarted"}):
        row.ends_on = max(row.starts_on, local_day(entity, now))
        keep_due(case, entity, changes, now=now)


def extend_clock(
    case: Case, *, amount: int, unit: Unit, reason: str, actor: Actor, now: datetime
) -> None:
    """Lengthen the running limit as far as its rule allows. Raises Refused and NotReady."""
    session, entity, changes, limit = _running(case, actor, now)
    if not reason.strip():
        raise NotReady(_("Say why."), field="reason")
    given = [
        Extension(c.amount, c.unit)
        for c in changes
        if c.limit == limit.name and in_this_stage(case, c) and c.amount and c.unit
    ]
    limit.check_extension(given, Extension(amount, unit))
    row = _change(case, limit, ChangeKind.EXTENSION, entity, reason, actor, now)
    row.amount, row.unit = amount, unit
    _keep(session, case, entity, [*changes, row], row, now)


def _running(
    case: Case, actor: Actor, now: datetime
) -> tuple[Session, Entity | None, Sequence[ClockChange], Limit]:
    session = session_of(case)
    require_work(session, actor, Permission.CASES_EDIT, Permission.CASES_INVESTIGATE, case=case)
    entity = session.get(Entity, case.entity_id) if case.entity_id else None
    changes = session.scalars(sa.select(ClockChange).where(ClockChange.root_id == case.id)).all()
    reading = clock(case, entity, changes, now=now)
    if reading is None:
        raise NotReady(_("No time limit runs at this stage."))
    return session, entity, changes, reading.limit


def _open_stop(change: ClockChange, limit: Limit) -> bool:
    return change.kind is ChangeKind.STOP and change.limit == limit.name and change.ends_on is None


def _change(
    case: Case,
    limit: Limit,
    kind: ChangeKind,
    entity: Entity | None,
    reason: str,
    actor: Actor,
    now: datetime,
) -> ClockChange:
    return ClockChange(
        root_id=case.id,
        data_key_id=case.data_key_id,
        kind=kind,
        limit=limit.name,
        starts_on=local_day(entity, now),
        reason=sealed(reason),
        made_by=user_of(actor),
        made_at=now,
    )


def _keep(
    session: Session,
    case: Case,
    entity: Entity | None,
    changes: Sequence[ClockChange],
    row: ClockChange,
    now: datetime,
) -> None:
    facts = {"clock": row.kind.value, "limit": row.limit}
    with act(session, Act.CASE_CHANGED, thing=case, facts=facts):
        session.add(row)
        keep_due(case, entity, changes, now=now)
