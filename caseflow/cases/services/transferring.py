"""Giving a case to another entity, where it belongs: its root and its key stay what they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.acting import past_the_wall
from caseflow.access.actor import Actor, user_of
from caseflow.access.holders import holders, users_of, users_reaching
from caseflow.access.models import Exclusion
from caseflow.access.standing_days import keep_standing
from caseflow.audit.record import act
from caseflow.cases.acts import CaseAct
from caseflow.cases.course.timing import case_day, local_day
from caseflow.cases.models import Case, ClockChange, Party
from caseflow.cases.permissions import CasePermission
from caseflow.cases.policy import require_work
from caseflow.cases.purposes import CasePurpose
from caseflow.cases.records.list_choices import NO_DESK
from caseflow.cases.services.access import put_at
from caseflow.cases.services.namesakes import find_namesakes, names_in_cases, place_of
from caseflow.cases.services.running_limits import keep_due
from caseflow.cases.workflow import is_closed
from caseflow.crypto.columns import conceal
from caseflow.days import office_day
from caseflow.db import session_of
from caseflow.errors import NotReady
from caseflow.events import CaseTransferred, announce
from caseflow.labels import _
from caseflow.matters.models import Task
from caseflow.reference.models import Entity


def transfer(case: Case, *, to: UUID, reason: str, actor: Actor, now: datetime) -> None:
    """Give the case to another entity: it waits at the entity, with a task that says why.

    Reference, key, course, whoever was let in and whoever is kept out stay. The actor may lose
    sight of it by this. Raises Refused, and NotReady for the entity it is at, one that is closed
    or in which nobody could take it over, a closed case, or without a reason.
    """
    session = session_of(case)
    require_work(session, actor, CasePermission.ACCESS_MANAGE, case=case)
    entity = _receiver(session, case, to, now)
    if not reason.strip():
        raise NotReady(_("Say why."), field="reason")
    if is_closed(case):
        raise NotReady(_("A closed case stays where it was closed."))
    _require_taker(session, case, entity, now)
    before = session.get(Entity, case.entity_id) if case.entity_id else None
    changes = session.scalars(sa.select(ClockChange).where(ClockChange.root_id == case.id)).all()
    facts = {"from": case.entity_id, "to": entity.id}
    # What is read within is out of sight once the case has gone: nothing is written before the end.
    with (
        act(session, CaseAct.TRANSFERRED, thing=case, reason=reason, facts=facts),
        session.no_autoflush,
    ):
        here = case_day(session, case, now)
        keep_standing(session, [case.id], before=here, after=local_day(entity, now))
        case.entity_id, case.owner_id = entity.id, None
        put_at(case, NO_DESK)
        keep_due(case, entity, changes, now=now)
        overseers = holders(session, CasePermission.OVERSEE, case, now=now)
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
    if entity is None or not entity.in_force(office_day(now)):
        raise NotReady(_("Choose an entity."), field="entity")
    if entity.id == case.entity_id:
        raise NotReady(_("The case is there already."), field="entity")
    return entity


def _require_taker(session: Session, case: Case, entity: Entity, now: datetime) -> None:
    """Go on only if somebody there could take the case over, once namesakes are kept out."""
    today = office_day(now)
    able = users_reaching(session, CasePermission.ACCESS_MANAGE, entity.id, today=today)
    able -= users_of(session, Exclusion, case.id, now)
    place = replace(place_of(case), entity_id=entity.id, owner_id=None)
    place = replace(place, desk_id=None, desk_code=None, landed_desk=None)
    with past_the_wall(session, CasePurpose.NAMESAKES):
        named = [replace(n, place=place) for n in names_in_cases(session, Party.root_id == case.id)]
        found = find_namesakes(session, named, now=now, settled=True)
    if not able - {match.person.id for match in found.same.values()}:
        raise NotReady(
            _(
                "Nobody could take the case over at %(entity)s: nobody has the role for it there, "
                "or all of them are kept out, or have the name of somebody in the case. Choose "
                "another entity, for example the one above it.",
                entity=entity.name,
            ),
            field="entity",
        )


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
