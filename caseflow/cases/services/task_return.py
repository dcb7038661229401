"""Tasks go back to nobody when whoever has them no longer sees the case."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.acting import past_the_wall
from caseflow.access.holders import sees, users_of
from caseflow.access.models import Grant
from caseflow.audit.record import Fact, act
from caseflow.cases.acts import CaseAct
from caseflow.cases.models import Case
from caseflow.cases.purposes import CasePurpose
from caseflow.events import (
    BarsChanged,
    CaseEvent,
    CaseHandedOver,
    CaseTransferred,
    SightEnded,
    Subscription,
    on,
)
from caseflow.matters.models import Task


def give_back_tasks(session: Session, event: CaseEvent) -> None:
    """Take open tasks from people who no longer see the case; the system's own act.

    Whoever keeps the case finds them without a name, and gives them to somebody else.
    """
    with past_the_wall(session, CasePurpose.TASK_RETURN):
        case = session.get_one(Case, event.case_id)
        doers = _doers(session, case)
        blind = {user for user in doers if not sees(session, case, user, now=event.at)}
        if not blind:
            return
        tasks = session.scalars(_open(case).where(Task.assignee_id.in_(blind))).all()
        facts: dict[str, Fact] = {"given_back": [str(task.id) for task in tasks]}
        with act(session, CaseAct.TASK_CHANGED, thing=case, facts=facts) as line:
            line.purpose = CasePurpose.TASK_RETURN
            for task in tasks:
                task.assignee_id = None


def count_given_back(session: Session, case: Case, *, now: datetime) -> int:
    """How many open tasks would go back if only the named team of the case saw it."""
    stay = users_of(session, Grant, case.id, now) | ({case.owner_id} - {None})
    tasks = session.scalars(_open(case)).all()
    return sum(task.assignee_id not in stay for task in tasks)


SUBSCRIPTIONS: tuple[Subscription[Any], ...] = (
    on(BarsChanged, give_back_tasks),
    on(CaseHandedOver, give_back_tasks),
    on(CaseTransferred, give_back_tasks),
    on(SightEnded, give_back_tasks),
)
"""This room's lines of the table of events about who no longer sees a case."""


def _open(case: Case) -> sa.Select[Task]:
    return sa.select(Task).where(
        Task.root_id == case.id, Task.done_at.is_(None), Task.assignee_id.is_not(None)
    )


def _doers(session: Session, case: Case) -> set[Any]:
    return {task.assignee_id for task in session.scalars(_open(case))}
