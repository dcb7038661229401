"""Verbs of visits."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.access.checks import require_for
from caseflow.audit.record import act
from caseflow.crypto.columns import conceal
from caseflow.crypto.keyring import Compartment, keyring_of
from caseflow.days import office_day
from caseflow.db import session_of
from caseflow.matters.services.course import check_reason, record_move
from caseflow.visits.acts import VisitAct
from caseflow.visits.models import Visit
from caseflow.visits.permissions import VisitPermission
from caseflow.visits.policy import require_noting
from caseflow.visits.workflow import VISITING


def note_visit(
    session: Session, words: str, *, entity_id: UUID, day: date, actor: Actor, now: datetime
) -> Visit:
    """Write a visit down. Raises Refused."""
    require_for(session, actor, VisitPermission.NOTE, entity_id)
    visit = Visit(entity_id=entity_id, owner_id=actor.user_id, visited_on=day)
    visit.data_key_id = keyring_of(session).make(
        session, kind="visit", root_id=visit.id, compartment=Compartment.CASES, now=now
    )
    visit.words = conceal(words)
    with act(session, VisitAct.NOTED, thing=visit):
        session.add(visit)
    return visit


def report_visit(visit: Visit, *, reason: str, actor: Actor, now: datetime) -> None:
    """Say to whom a visit was reported. Raises Refused and NotReady."""
    session = session_of(visit)
    require_noting(session, actor, visit)
    step = VISITING.check(visit, "report", actor)
    check_reason(step, reason)
    with act(session, VisitAct.MOVED, thing=visit, reason=reason):
        record_move(
            visit,
            step,
            visit.stage,
            actor=actor,
            now=now,
            happened_on=office_day(now),
            reason=reason,
        )
        VISITING.apply(visit, "report", actor)
