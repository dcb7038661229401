"""Breaking the glass: opening a case in an emergency that one may not, before everybody's eyes.

It starts from a reference typed exactly, and the answer is the same whether there is such a case,
whether it opened, and whether the person is kept out of it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.acting import system_session
from caseflow.access.actor import Actor
from caseflow.access.capacities import AccessCapacity
from caseflow.access.dated import ends_on, is_in_force
from caseflow.access.models import Grant
from caseflow.access.policy import named_only
from caseflow.audit.acts import Outcome
from caseflow.audit.record import act
from caseflow.cases.acts import CaseAct
from caseflow.cases.course.timing import case_day
from caseflow.cases.models import Case
from caseflow.cases.permissions import CasePermission
from caseflow.cases.policy import is_named, kept_out
from caseflow.cases.purposes import CasePurpose
from caseflow.cases.services.asking import case_called, note_in_vain, set_or_renew_task
from caseflow.cases.services.namesake_checks import bar_person
from caseflow.cases.task_kinds import CaseTaskKind
from caseflow.cases.workflow import is_closed
from caseflow.errors import Refused
from caseflow.events import GlassBroken, announce
from caseflow.labels import Text, _

LASTS = timedelta(days=2)
"""Today and tomorrow: long enough for an emergency, too short for getting used to it."""


def break_glass(
    factory: Callable[[], Session], reference: str, reason: str, *, actor: Actor, now: datetime
) -> None:
    """Open a case to the actor for reading, today and tomorrow, and tell its owner and overseers.

    Whoever is kept out or named in the case stays outside, and everybody where only the named
    team comes in; those who answer for the case are told all the same, and the trail has the
    attempt. It looks past the wall in a session of its own, which it commits. Raises Refused
    without the permission.
    """
    if not actor.may(CasePermission.BREAK_GLASS):
        raise Refused(_("Your role does not let you do this."))
    with system_session(factory, CasePurpose.BREAK_GLASS) as session:
        case = case_called(session, reference)
        if case is None:
            note_in_vain(session, CaseAct.BREAK_GLASS, reference, reason, actor)
        else:
            _open(session, case, reason, actor, now)
        session.commit()


def _open(session: Session, case: Case, reason: str, actor: Actor, now: datetime) -> None:
    today = case_day(session, case, now)
    opens = _may_open(session, case, actor, now)
    if opens and bar_person(session, case, actor.user_id, now=now):
        opens = False
    with act(session, CaseAct.BREAK_GLASS, thing=case, reason=reason, by=actor.user_id) as entry:
        entry.outcome = Outcome.DONE if opens else Outcome.DENIED
        if opens and not _open_already(session, case, actor, today):
            session.add(_grant(case, actor, now, today))
        if not is_closed(case):
            words = _to_settle(actor, reason, opens=opens)
            set_or_renew_task(case, CaseTaskKind.EMERGENCY, words, actor=actor, now=now)
    announce(session, GlassBroken(at=now, actor_id=actor.user_id, case_id=case.id, opened=opens))


def _to_settle(actor: Actor, reason: str, *, opens: bool) -> str:
    if opens:
        words = _("Say whether this emergency was one. %(name)s opened the case: %(reason)s")
    else:
        words = _("%(name)s tried to open the case in an emergency: %(reason)s")
    return Text(words.msgid, name=actor.name, reason=reason)


def _may_open(session: Session, case: Case, actor: Actor, now: datetime) -> bool:
    """Whether nothing bars this person: what bars beats every emergency."""
    return (
        actor.may(CasePermission.READ)
        and not named_only(case)
        and not is_named(session, case, actor.user_id)
        and not kept_out(session, case, actor.user_id, now=now)
    )


def _open_already(session: Session, case: Case, actor: Actor, today: date) -> bool:
    rows = session.scalars(
        sa.select(Grant).where(
            Grant.root_id == case.id,
            Grant.user_id == actor.user_id,
            Grant.capacity == AccessCapacity.EMERGENCY,
        )
    )
    return any(is_in_force(row, today) and ends_on(row, today + LASTS) for row in rows)


def _grant(case: Case, actor: Actor, now: datetime, today: date) -> Grant:
    return Grant(
        root_id=case.id,
        user_id=actor.user_id,
        capacity=AccessCapacity.EMERGENCY,
        given_by=actor.user_id,
        given_at=now,
        valid_from=today,
        valid_to=today + LASTS,
    )
