"""Taking part as overseer in a strictly confidential case, and stepping back from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.acting import assert_acting, system_session
from caseflow.access.actor import Actor
from caseflow.access.capacities import AccessCapacity
from caseflow.access.checks import barred
from caseflow.access.dated import is_in_force
from caseflow.access.models import Grant, Root
from caseflow.access.policy import admits, named_only
from caseflow.audit.record import Fact, act
from caseflow.cases.acts import CaseAct
from caseflow.cases.course.timing import case_day
from caseflow.cases.models import Case, Oversight
from caseflow.cases.permissions import CasePermission
from caseflow.cases.policy import is_named
from caseflow.cases.purposes import CasePurpose
from caseflow.cases.rights.faces import OVERSEEING
from caseflow.cases.services.asking import case_called
from caseflow.crypto.columns import conceal
from caseflow.db import session_of
from caseflow.errors import NotFound, NotReady, Refused
from caseflow.events import OverseerJoined, SightEnded, announce
from caseflow.labels import _
from caseflow.session_values import for_system

LONGEST_REASON = 2_000


def take_part(
    factory: Callable[[], Session], reference: str, reason: str, *, actor: Actor, now: datetime
) -> None:
    """Let the actor into a case whose line they see as overseer; its team reads the reason.

    It ends by `step_back`, or when whoever manages access ends it. It looks past the wall in a
    session of its own, which it commits. Raises Refused without the permission, NotFound for a
    case that is none of the actor's to oversee, and NotReady without a reason or when they take
    part already.
    """
    if not actor.may(CasePermission.OVERSEE):
        raise Refused(_("Your role does not let you do this."))
    if not reason.strip():
        raise NotReady(_("Say why."), field="reason")
    if len(reason) > LONGEST_REASON:
        raise NotReady(_("Use at most %(most)s characters.", most=LONGEST_REASON), field="reason")
    with system_session(factory, CasePurpose.OVERSEEING) as session:
        case = case_called(session, reference)
        if case is None or not _overseen(session, case, actor):
            raise NotFound(_("There is no such case."))
        session.refresh(case, with_for_update=True)
        if current_part(session, case, actor, now) is not None:
            raise NotReady(_("You take part in this case already."), field="reason")
        record_part(case, reason.strip(), actor=actor, now=now)
        session.commit()


def step_back(case: Case, *, actor: Actor, now: datetime) -> None:
    """End one's own taking part, from today on. Raises NotReady when there is nothing to end."""
    session = session_of(case)
    assert_acting(session, actor)
    grant = current_part(session, case, actor, now)
    if grant is None:
        raise NotReady(_("You do not take part in this case as overseer."))
    facts: dict[str, Fact] = {"user": actor.user_id, "capacity": AccessCapacity.OVERSEER.value}
    with act(session, CaseAct.ACCESS_WITHDRAWN, thing=case, facts=facts):
        grant.valid_to = max(grant.valid_from, case_day(session, case, now))
    announce(session, SightEnded(at=now, actor_id=actor.user_id, case_id=case.id))


def current_part(session: Session, case: Case, actor: Actor, now: datetime) -> Grant | None:
    """The grant by which this person takes part as overseer today, if they do."""
    rows = session.scalars(
        sa.select(Grant).where(
            Grant.root_id == case.id,
            Grant.user_id == actor.user_id,
            Grant.capacity == AccessCapacity.OVERSEER,
        )
    )
    return next((row for row in rows if is_in_force(row, case_day(session, case, now))), None)


def _overseen(session: Session, case: Case, actor: Actor) -> bool:
    """Whether the line of this case is the actor's to see, as the database would say."""
    root = Root(id=case.id, kind=case.__root_kind__, **case.access_facts())
    out = barred(session, actor, case) or is_named(session, case, actor.user_id)
    return named_only(case) and admits(actor, root, granted=False, barred=out, face=OVERSEEING)


def record_part(case: Case, reason: str, *, actor: Actor, now: datetime) -> None:
    """Write down that the actor takes part, in a session of the system that has asked for all.

    Raises Refused in a session that acts for a person.
    """
    session = session_of(case)
    if not for_system(session):
        raise Refused(_("Your role does not let you do this."))
    grant = Grant(
        root_id=case.id,
        user_id=actor.user_id,
        capacity=AccessCapacity.OVERSEER,
        given_by=actor.user_id,
        given_at=now,
        valid_from=case_day(session, case, now),
    )
    facts: dict[str, Fact] = {"user": actor.user_id, "capacity": AccessCapacity.OVERSEER.value}
    with act(
        session, CaseAct.ACCESS_TAKEN, thing=case, reason=reason, facts=facts, by=actor.user_id
    ):
        session.add(grant)
        session.flush()
        session.add(
            Oversight(
                root_id=case.id,
                data_key_id=case.data_key_id,
                grant_id=grant.id,
                reason=conceal(reason),
                taken_at=now,
            )
        )
    announce(session, OverseerJoined(at=now, actor_id=actor.user_id, case_id=case.id))
