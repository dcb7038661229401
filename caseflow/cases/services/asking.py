"""Asking to be let into a case that one cannot see: the answer never tells whether there is one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.acting import system_session
from caseflow.access.actor import Actor
from caseflow.audit.acts import Act, Outcome
from caseflow.audit.record import act, record
from caseflow.cases.acts import CaseAct
from caseflow.cases.models import Case
from caseflow.cases.purposes import CasePurpose
from caseflow.cases.task_kinds import CaseTaskKind
from caseflow.cases.workflow import is_closed
from caseflow.crypto.columns import conceal
from caseflow.crypto.opening import open_text
from caseflow.db import at_most, session_of
from caseflow.events import AccessAsked, announce
from caseflow.labels import _
from caseflow.matters.models import Task
from caseflow.matters.task_kinds import TaskKind
from caseflow.reference.models import Entity
from caseflow.reference.numbers import code_in, parse

LONGEST_REASON = 2_000
AND_THEN = "\n\n"
"""Stands between what was said first and what was said when it was asked again."""
AGAIN = timedelta(hours=1)
"""Whoever asks again within this time renews what they asked; it is not asked twice."""


def ask_to_join(
    factory: Callable[[], Session], reference: str, reason: str, *, actor: Actor, now: datetime
) -> None:
    """Tell the owner of a case, if there is one, that somebody asks to be let in, and why.

    The reason is sealed in the case, as a task of its owner. It looks past the wall in a session
    of its own, which it commits: no other session of the caller may hold a lock meanwhile.
    The trail has a request for a case that does not exist as well.
    """
    with system_session(factory, CasePurpose.JOINING) as session:
        case = case_called(session, reference)
        if case is None:
            note_in_vain(session, CaseAct.ACCESS_ASKED, reference, reason, actor)
            session.commit()
            return
        with act(session, CaseAct.ACCESS_ASKED, thing=case, reason=reason, by=actor.user_id):
            if not is_closed(case):
                words = _("%(name)s asks to be let in: %(reason)s", name=actor.name, reason=reason)
                set_or_renew_task(case, CaseTaskKind.JOIN, words, actor=actor, now=now)
        announce(session, AccessAsked(at=now, actor_id=actor.user_id, case_id=case.id))
        session.commit()


def case_called(session: Session, reference: str) -> Case | None:
    """The case with this reference, as a system session sees it; None when there is none."""
    found = parse(reference)
    if found is None:
        return None
    return session.scalar(sa.select(Case).where(Case.reference == str(found)))


def note_in_vain(session: Session, what: Act, typed: str, reason: str, actor: Actor) -> None:
    """Record what somebody tried with a reference that no case has.

    It lies within the engagements over the entity that the reference names; where it names none,
    over the entity of the role of whoever tried.
    """
    facts = {"typed": typed, "reason": reason}
    record(
        session,
        what,
        outcome=Outcome.DENIED,
        entity_id=_entity_named(session, typed),
        facts=facts,
        by=actor.user_id,
    )


def _entity_named(session: Session, typed: str) -> UUID | None:
    code = code_in(typed)
    return session.scalar(sa.select(Entity.id).where(Entity.code == code)) if code else None


def task_for_owner(case: Case, words: str, *, now: datetime) -> Task:
    """Something for the owner to settle, said in words that are sealed with the case."""
    return Task(
        root_id=case.id,
        data_key_id=case.data_key_id,
        words=conceal(words),
        assignee_id=case.owner_id,
        made_at=now,
    )


def set_or_renew_task(
    case: Case, kind: TaskKind, words: str, *, actor: Actor, now: datetime
) -> None:
    """Set the owner a task about what this person asks or did; within an hour it is renewed.

    A task that is renewed has the newest time, and says all that was said: who decides about it
    reads the first reason, too.
    """
    session = session_of(case)
    task = session.scalar(
        sa.select(Task)
        .where(
            Task.root_id == case.id,
            Task.kind == kind,
            Task.made_by == actor.user_id,
            Task.done_at.is_(None),
            Task.made_at > now - AGAIN,
        )
        .order_by(Task.made_at.desc())
        .limit(at_most(1))
    )
    if task is None:
        task = task_for_owner(case, words, now=now)
        task.kind, task.made_by = kind, actor.user_id
        session.add(task)
    else:
        before = open_text(session, task, "words") or ""
        said = before if words in before.split(AND_THEN) else f"{before}{AND_THEN}{words}"
        task.words, task.made_at, task.assignee_id = conceal(said), now, case.owner_id
