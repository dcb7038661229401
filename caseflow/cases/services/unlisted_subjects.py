"""Subjects whom a decision would list, and who have no name to be listed by."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from caseflow.audit.record import act
from caseflow.cases.acts import CaseAct
from caseflow.cases.models import Case
from caseflow.cases.services.asking import task_for_owner
from caseflow.events import SubjectNotListed, Subscription, on
from caseflow.labels import _


def ask_for_name(session: Session, event: SubjectNotListed) -> None:
    """Set the owner of the case a task: nobody was proposed, and somebody should be."""
    case = session.get_one(Case, event.case_id)
    words = _(
        "A decision here qualifies for the screening register, and its subject has no name: nobody"
        " was proposed. Tell a registry officer who it is: they propose an entry by hand."
    )
    with act(session, CaseAct.TASK_CHANGED, thing=case):
        session.add(task_for_owner(case, words, now=event.at))


SUBSCRIPTIONS: tuple[Subscription[Any], ...] = (on(SubjectNotListed, ask_for_name),)
"""This room's line of the table of events."""
