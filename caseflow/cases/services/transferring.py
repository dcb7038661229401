"""Giving a case to another entity, where it belongs: its root and its key stay what they are."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.access.holders import holders
from caseflow.access.permissions import Permission
from caseflow.audit.acts import Act
from caseflow.audit.record import act
from caseflow.cases.making import desk_of
from caseflow.cases.models import Case, ClockChange, Task
from caseflow.cases.policy import require_work, user_of
from caseflow.cases.timing import keep_due, local_day
from caseflow.cases.workflow import CLOSED
from caseflow.crypto.columns import conceal
from caseflow.db import session_of
from caseflow.errors import NotReady
from caseflow.events import CaseTransferred, announce
from caseflow.labels import _
from caseflow.reference.models import Entity


def transfer(case: Case, *, to: UUID, reason: str, actor: Actor, now: datetime) -> None:
    """Give the case to another entity: it waits at the desk there, with a task that says why.

    Reference, key, course, whoever was let in and whoever is kept out stay. The actor may lose
    sight of it by this. Raises Refused, and NotReady for the entity it is at, one that is closed,
    a closed case, or without a reason.
    """
    session = session_of(case)
    require_work(session, actor, Permission.ACCESS_MANAGE, case=case)
    entity = _receiver(session, case, to, now)
    if not reason.strip():
        raise NotReady(_("Say why."), field="reason")
    if case.stage == CLOSED:
        raise NotReady(_("A closed case stays where it was closed."))
    before = session.get(Entity, case.entity_id) if case.entity_id else None
    changes = session.scalars(sa.select(ClockChange).where(ClockChange.root_id == case.id)).all()
    facts = {"from": case.entity_id, "to": entity.id}
    # What is read within is out of sight once the case has gone: nothing is written before the end.
    with (
        act(session, Act.CASE_TRANSFERRED, thing=case, reason=reason, facts=facts),
        session.no_autoflush,
    ):
        case.entity_id, case.owner_id = entity.id, None
        case.desk = desk_of(entity)
        keep_due(case, entity, changes, now=now)
        overseers = holders(session, Permission.CASES_OVERSEE, case, today=now.date())
        session.add(_why(case, before, reason, actor, now))
    announce(
        session,
        CaseTransferred(
            at=now,
            actor_id=user_of(actor),
            case_id=case.id,
            from_entity_id=before.id if before else None,
            to_entity_id=entity.id,
            overseers=tuple(sorted(overseers)),
        ),
    )


def _receiver(session: Session, case: Case, to: UUID, now: datetime) -> Entity:
    entity = session.get(Entity, to)
    if entity is None or not entity.in_force(local_day(entity, now)):
        raise NotReady(_("Choose an entity."), field="entity")
    if entity.id == case.entity_id:
        raise NotReady(_("The case is there already."), field="entity")
    return entity


def _why(case: Case, before: Entity | None, reason: str, actor: Actor, now: datetime) -> Task:
    words = _(
        "Take the case over. %(name)s sent it from %(entity)s: %(reason)s",
        name=actor.name,
        entity=before.name if before else "CaseFlow",
        reason=reason.strip(),
    )
    return Task(
        root_id=case.id,
        data_key_id=case.data_key_id,
        words=conceal(words),
        made_at=now,
        made_by=user_of(actor),
    )
