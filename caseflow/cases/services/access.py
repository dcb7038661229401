"""Who works on a case: handing over, letting in, keeping out, and its classification."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor, user_of
from caseflow.access.capacities import AccessBar, AccessCapacity, Capacity
from caseflow.access.dated import is_in_force
from caseflow.access.desks import at
from caseflow.access.models import Classification, Exclusion, Grant
from caseflow.access.permissions import Permission
from caseflow.accounts.models import User
from caseflow.audit.record import Fact, act
from caseflow.cases.acts import CaseAct
from caseflow.cases.capacities import GIVEN
from caseflow.cases.course.timing import case_day
from caseflow.cases.models import Case
from caseflow.cases.permissions import CasePermission
from caseflow.cases.policy import is_named, kept_out, require_work
from caseflow.cases.queries import row_of
from caseflow.cases.records import list_choices
from caseflow.cases.rights.capacity_rights import TAKES, users_fitting, users_holding
from caseflow.cases.services.bar_settlement import settle_proposal
from caseflow.days import office_day
from caseflow.db import session_of
from caseflow.errors import NotReady
from caseflow.events import BarsChanged, CaseHandedOver, PersonLetIn, SightEnded, announce
from caseflow.labels import Text, _

Facts = dict[str, Fact]


def put_at(case: Case, desk: Mapping[str, Any]) -> None:
    """Let the case wait at this desk, or at its entity, from now on."""
    for name, value in desk.items():
        setattr(case, name, value)


def hand_over(
    case: Case,
    *,
    to: UUID | None,
    desk_id: UUID | None = None,
    reason: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Give the case to another person, or back to a desk (`to` None) of the entity's list.

    Raises Refused, and NotReady when the person is kept out, has no account or no role to work on
    it, when the desk cannot be chosen, or no reason is said.
    """
    session = session_of(case)
    require_work(session, actor, CasePermission.EDIT, case=case)
    if not reason.strip():
        raise NotReady(_("Say why."), field="reason")
    if to is None and desk_id is None and not at(case):
        raise NotReady(_("Choose a person or a desk."), field="to")
    entity_id = case.entity_id
    desk = list_choices.chosen_desk(session, desk_id, entity_id=entity_id, on=office_day(now))
    if to is not None:
        _can_come_in(session, case, to, now, field="to")
        _can_work(session, CasePermission.EDIT, case, to, now, field="to")
        if to == case.owner_id:
            raise NotReady(_("This person has the case already."), field="to")
    with act(session, CaseAct.HANDED_OVER, thing=case, reason=reason, facts={"to": to}):
        case.owner_id = to
        if desk_id is not None:
            put_at(case, desk)
    by = user_of(actor)
    announce(session, CaseHandedOver(at=now, actor_id=by, case_id=case.id, to_id=to))


def let_in(
    case: Case,
    *,
    user_id: UUID,
    capacity: Capacity,
    actor: Actor,
    now: datetime,
    until: date | None = None,
) -> Grant:
    """Let a person into this one case, from today until the day before `until`.

    Raises Refused, and NotReady when they are kept out, let in already, have no account, or hold
    no role that carries what they are let in for.
    """
    session = session_of(case)
    require_work(session, actor, CasePermission.ACCESS_MANAGE, case=case)
    today = case_day(session, case, now)
    _can_come_in(session, case, user_id, now, field="user")
    if capacity not in GIVEN:
        raise NotReady(_("Nobody is let in for this."), field="capacity")
    if user_id not in users_fitting(
        session, capacity, entity_id=case.entity_id, today=office_day(now)
    ):
        raise _misfit(TAKES[capacity], field="user")
    if until is not None and until <= today:
        raise NotReady(_("Choose a day after today: on that day the access ends."), field="until")
    if any(g.capacity is capacity for g in _grants(session, case, user_id, today)):
        raise NotReady(_("This person was let in already."), field="user")
    row = Grant(
        root_id=case.id,
        user_id=user_id,
        capacity=capacity,
        given_by=actor.user_id,
        given_at=now,
        valid_from=today,
        valid_to=until,
    )
    facts: Facts = {"user": user_id, "capacity": capacity.value}
    with act(session, CaseAct.ACCESS_GIVEN, thing=case, facts=facts):
        session.add(row)
    by = user_of(actor)
    announce(session, PersonLetIn(at=now, actor_id=by, case_id=case.id, user_id=user_id))
    return row


def end_access(case: Case, grant_id: UUID, *, actor: Actor, now: datetime) -> None:
    """End what somebody was let in for, from today on. Raises Refused and NotFound."""
    session = session_of(case)
    require_work(session, actor, CasePermission.ACCESS_MANAGE, case=case)
    row: Grant = row_of(session, Grant, grant_id, case.id)
    with act(session, CaseAct.ACCESS_WITHDRAWN, thing=case, facts={"user": row.user_id}):
        row.valid_to = max(row.valid_from, case_day(session, case, now))
    announce(session, SightEnded(at=now, actor_id=user_of(actor), case_id=case.id))


def keep_out(case: Case, *, user_id: UUID, reason: str, actor: Actor, now: datetime) -> Exclusion:
    """Keep a person out of this case because of a conflict of interest; it beats every role.

    Whatever they were let in for ends. Raises Refused, and NotReady for the owner, for oneself,
    for somebody who is kept out already, or without a reason.
    """
    session = session_of(case)
    require_work(session, actor, CasePermission.ACCESS_MANAGE, case=case)
    today = case_day(session, case, now)
    if not reason.strip():
        raise NotReady(_("Say why."), field="reason")
    if user_id == case.owner_id:
        raise NotReady(_("This person owns the case: hand it over first."), field="user")
    if user_id == actor.user_id:
        raise NotReady(_("Hand the case over instead, or ask a colleague."), field="user")
    if kept_out(session, case, user_id, now=now):
        raise NotReady(_("This person is kept out already."), field="user")
    row = Exclusion(
        root_id=case.id,
        user_id=user_id,
        bar=AccessBar.CONFLICT,
        given_by=user_of(actor) or actor.user_id,
        given_at=now,
        valid_from=today,
    )
    with act(session, CaseAct.ACCESS_BARRED, thing=case, reason=reason, facts={"user": user_id}):
        for grant in _grants(session, case, user_id, today):
            grant.valid_to = max(grant.valid_from, today)
        session.add(row)
    announce(session, BarsChanged(at=now, actor_id=user_of(actor), case_id=case.id))
    return row


def settle_conflict(
    case: Case,
    exclusion_id: UUID,
    *,
    confirm: bool,
    reason: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Decide whether a colleague whose name matched is the person named: keep out, or let go.

    Raises Refused, NotFound, and NotReady when it was decided already or no reason is said.
    """
    session = session_of(case)
    require_work(session, actor, CasePermission.ACCESS_MANAGE, case=case)
    row: Exclusion = row_of(session, Exclusion, exclusion_id, case.id)
    settle_proposal(row, case, same=confirm, reason=reason, actor=actor, now=now)
    announce(session, BarsChanged(at=now, actor_id=user_of(actor), case_id=case.id))


def classify(
    case: Case, *, classification: Classification, reason: str, actor: Actor, now: datetime
) -> None:
    """Change how far the case may travel; a strictly confidential one is its named team's alone.

    What was opened in an emergency shuts with it. Raises Refused, and NotReady without a reason
    or for a case without an owner, whom nobody would see any more.
    """
    session = session_of(case)
    require_work(session, actor, CasePermission.ACCESS_MANAGE, case=case)
    if not reason.strip():
        raise NotReady(_("Say why."), field="reason")
    if classification is case.classification:
        raise NotReady(_("This is its classification already."), field="classification")
    strict = classification is Classification.STRICTLY_CONFIDENTIAL
    if strict and case.owner_id is None:
        words = _("Hand the case to a person first: only named people see it then.")
        raise NotReady(words, field="classification")
    facts: Facts = {"classification": classification.value, "on": case_day(session, case, now)}
    with act(session, CaseAct.CHANGED, thing=case, reason=reason, facts=facts):
        if strict:
            _end_emergencies(session, case, case_day(session, case, now))
        case.classification = classification
    announce(session, SightEnded(at=now, actor_id=user_of(actor), case_id=case.id))


def _end_emergencies(session: Session, case: Case, today: date) -> None:
    rows = session.scalars(
        sa.select(Grant).where(Grant.root_id == case.id, Grant.capacity == AccessCapacity.EMERGENCY)
    )
    for row in rows:
        if is_in_force(row, today):
            row.valid_to = max(row.valid_from, today)


def _can_come_in(session: Session, case: Case, user_id: UUID, now: datetime, *, field: str) -> None:
    if not session.scalar(sa.select(User.active).where(User.id == user_id)):
        raise NotReady(_("Choose a person with an account."), field=field)
    if is_named(session, case, user_id) or kept_out(session, case, user_id, now=now):
        raise NotReady(_("This person is kept out of the case."), field=field)


def _can_work(
    session: Session,
    permission: Permission,
    case: Case,
    user_id: UUID,
    now: datetime,
    *,
    field: str,
) -> None:
    if user_id not in users_holding(
        session, permission, entity_id=case.entity_id, today=office_day(now)
    ):
        raise _misfit(permission, field=field)


def _misfit(permission: Permission, *, field: str) -> NotReady:
    words = _("This person’s role does not carry what it takes here: %(right)s.")
    return NotReady(Text(words.msgid, right=permission.label), field=field)


def _grants(session: Session, case: Case, user_id: UUID, today: date) -> list[Grant]:
    rows = session.scalars(
        sa.select(Grant).where(Grant.root_id == case.id, Grant.user_id == user_id)
    )
    return [row for row in rows if is_in_force(row, today)]
