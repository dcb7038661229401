"""The category of personnel of a subject: said once it is known, or corrected."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.audit.record import Fact, act
from caseflow.cases.acts import CaseAct
from caseflow.cases.models import Case, Decision, Part, Party, Proceeding
from caseflow.cases.permissions import CasePermission
from caseflow.cases.policy import require_work
from caseflow.cases.queries import row_of
from caseflow.cases.services.following import follow
from caseflow.cases.workflow import is_closed, track, track_name
from caseflow.days import office_day
from caseflow.db import session_of
from caseflow.errors import NotReady
from caseflow.labels import _
from caseflow.reference.lists import personnel_categories
from caseflow.reference.models import Entity

FIELD = "personnel_category"


def set_personnel_category(
    case: Case,
    subject_id: UUID,
    category: str,
    *,
    before: str | None,
    actor: Actor,
    now: datetime,
) -> None:
    """Say which category of personnel a subject belongs to; the old one stays in the trail.

    `before` is the category that the page showed. The proceeding goes over to the track of the
    new one while it stands at its first stage. Later, and once a decision rests on the
    category, it no longer changes. Raises Refused, NotFound and NotReady.
    """
    session = session_of(case)
    require_work(session, actor, CasePermission.EDIT, case=case)
    if is_closed(case):
        raise NotReady(_("This case is closed: reopen it first."))
    subject: Party = row_of(session, Party, subject_id, case.id)
    if subject.part is not Part.SUBJECT:
        raise NotReady(_("Only a subject has a category of personnel."))
    personnel_categories().chosen(category, field=FIELD, on=office_day(now))
    session.refresh(subject, with_for_update=True)
    if before != subject.personnel_category:
        raise NotReady(_("Somebody changed the category since. Look at it again."))
    if category == before:
        raise NotReady(_("This is the category that is recorded already."), field=FIELD)
    require_no_decision(session, subject)
    facts: dict[str, Fact] = {"subject": subject.id, "category": category, "before": before}
    with act(session, CaseAct.CHANGED, thing=case, facts=facts):
        follow_track(session, case, subject, category, now=now)
        subject.personnel_category = category


def require_no_decision(session: Session, subject: Party) -> None:
    """Raise NotReady where a decision rests on the category of this subject."""
    rests = sa.select(sa.func.count(Decision.id)).where(
        Decision.proceeding_id == Proceeding.id,
        Proceeding.subject_id == subject.id,
        Decision.set_aside_at.is_(None),
    )
    if session.scalar(rests):
        raise NotReady(
            _("A decision rests on this category: it has to be set aside first."), field=FIELD
        )


def follow_track(
    session: Session, case: Case, subject: Party, category: str, *, now: datetime
) -> None:
    """Let the proceeding of a subject follow their category, while it stands at its first stage.

    It then stands at the first stage of the other track, since the same day, and the case follows.
    Raises NotReady where it has begun.
    """
    name = track_name(category)
    every = session.scalars(
        sa.select(Proceeding).where(Proceeding.root_id == case.id).order_by(Proceeding.id)
    ).all()
    for proceeding in every:
        if proceeding.subject_id != subject.id or proceeding.track == name:
            continue
        if proceeding.stage != track(proceeding.track).first.value:
            raise NotReady(
                _("People of this category follow other stages, and this subject's have begun."),
                field=FIELD,
            )
        proceeding.track, proceeding.stage = name, track(name).first.value
        entity = session.get(Entity, case.entity_id) if case.entity_id else None
        follow(session, case, every, entity, now=now, ended=False)
