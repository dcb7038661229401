"""Tasks that the course of a case sets and ends by itself, so that they wait in somebody's list.

An extension or a covering waits for a second person, an investigation under review for whoever was
let in to review it, and a case for its named team for somebody who is let in to decide it. None of
them is the next move of the case, which a list shows by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.dated import in_force
from caseflow.access.models import Grant
from caseflow.access.policy import named_only
from caseflow.audit.record import act
from caseflow.cases.acts import CaseAct
from caseflow.cases.capacities import CaseCapacity
from caseflow.cases.course.timing import case_day
from caseflow.cases.models import Case, Covering, Finding, Proceeding, Step
from caseflow.cases.services.noticing import who_may_agree, who_may_cover
from caseflow.cases.task_kinds import CaseTaskKind
from caseflow.cases.workflow import Meaning, counts, means
from caseflow.crypto.columns import conceal
from caseflow.db import at_most
from caseflow.events import (
    CaseEvent,
    CoveringAsked,
    CoveringSettled,
    ExtensionProposed,
    ExtensionSettled,
    FindingRecorded,
    PersonLetIn,
    SightEnded,
    StageChanged,
    Subscription,
    on,
)
from caseflow.labels import Text, _
from caseflow.matters.models import Task
from caseflow.matters.task_kinds import TaskKind

COVER = _("Decide whether words are covered, as somebody asks.")
AGREE = _("Agree to the proposed extension of the time limit, or decline it.")
DECIDER = _("Let somebody into the case who decides it: no role reaches it.")
REVIEW = _("Review the investigation: record what you make of each finding.")


def ask_for_agreement(session: Session, event: ExtensionProposed) -> None:
    """Give the task to who answers for the case, else to who oversees it; never to who proposed."""
    case = session.get_one(Case, event.case_id)
    people = who_may_agree(session, event)
    _set(session, case, event, CaseTaskKind.EXTENSION, AGREE, people[:1] or [None])


def end_agreement(session: Session, event: ExtensionSettled) -> None:
    """The extension was agreed to, declined or taken back."""
    _end(session, event, CaseTaskKind.EXTENSION)


def ask_to_decide_on_covering(session: Session, event: CoveringAsked) -> None:
    """Give the task to the first of those who may decide."""
    case = session.get_one(Case, event.case_id)
    people = who_may_cover(session, event)
    _set(session, case, event, CaseTaskKind.COVERING, COVER, people[:1] or [None])


def end_covering(session: Session, event: CoveringSettled) -> None:
    """What was asked for is decided or taken back; its task ends when nothing else waits."""
    wanted = sa.select(sa.func.count(Covering.id)).where(
        Covering.root_id == event.case_id, Covering.agreed.is_(None)
    )
    if not session.scalar(wanted):
        _end(session, event, CaseTaskKind.COVERING)


def follow_stage(session: Session, event: StageChanged) -> None:
    """A proposal lapses with its stage; a review begins and ends with its own."""
    _end(session, event, CaseTaskKind.EXTENSION)
    if not _under_review(session, event.case_id):
        _end(session, event, CaseTaskKind.REVIEW)
        _end(session, event, CaseTaskKind.DECIDER)
    elif event.start != event.end:
        _ask_reviewers(session, event)
        _ask_for_decider(session, event)


def follow_letting_in(session: Session, event: PersonLetIn) -> None:
    """Who comes in to review has something to do; who comes in to decide was waited for."""
    if _under_review(session, event.case_id):
        _ask_reviewers(session, event, only=event.user_id)
        _ask_for_decider(session, event)


def follow_sight(session: Session, event: SightEnded) -> None:
    """A case that became strictly confidential, or lost who would decide it, may need somebody."""
    if _under_review(session, event.case_id):
        _ask_for_decider(session, event)


def end_review(session: Session, event: FindingRecorded) -> None:
    """Every finding was reviewed: nothing is left to do before the decision."""
    wanted = sa.select(Finding).where(Finding.root_id == event.case_id)
    answers = counts(session.scalars(wanted).all()).values()
    if answers and all(answer.step is not Step.INVESTIGATION for answer in answers):
        _end(session, event, CaseTaskKind.REVIEW)


SUBSCRIPTIONS: tuple[Subscription[Any], ...] = (
    on(ExtensionProposed, ask_for_agreement),
    on(ExtensionSettled, end_agreement),
    on(CoveringAsked, ask_to_decide_on_covering),
    on(CoveringSettled, end_covering),
    on(StageChanged, follow_stage),
    on(PersonLetIn, follow_letting_in),
    on(SightEnded, follow_sight),
    on(FindingRecorded, end_review),
)
"""This room's lines of the table of events about what waits beside the next move."""


def _under_review(session: Session, case_id: UUID) -> bool:
    """Whether any proceeding of a case stands where it is reviewed and decided."""
    every = session.scalars(sa.select(Proceeding).where(Proceeding.root_id == case_id))
    return any(means(opened, Meaning.DECIDING) for opened in every)


def _ask_reviewers(session: Session, event: CaseEvent, *, only: UUID | None = None) -> None:
    case = session.get_one(Case, event.case_id)
    wanted = sa.select(Grant.user_id).where(
        Grant.root_id == case.id,
        Grant.capacity == CaseCapacity.REVIEWER,
        in_force(Grant, case_day(session, case, event.at)),
    )
    reviewers = set(
        session.scalars(wanted if only is None else wanted.where(Grant.user_id == only))
    )
    known = {task.assignee_id for task in _open(session, case.id, CaseTaskKind.REVIEW)}
    _set(session, case, event, CaseTaskKind.REVIEW, REVIEW, sorted(reviewers - known))


def _ask_for_decider(session: Session, event: CaseEvent) -> None:
    """Let the owner of a case for its named team let somebody in who decides it, while none is."""
    case = session.get_one(Case, event.case_id)
    deciders = sa.select(Grant.id).where(
        Grant.root_id == case.id,
        Grant.capacity == CaseCapacity.DECISION_MAKER,
        in_force(Grant, case_day(session, case, event.at)),
    )
    missing = named_only(case) and session.scalar(deciders.limit(at_most(1))) is None
    known = _open(session, case.id, CaseTaskKind.DECIDER)
    if missing and not known:
        _set(session, case, event, CaseTaskKind.DECIDER, DECIDER, [case.owner_id])
    elif not missing:
        _end(session, event, CaseTaskKind.DECIDER)


def _set(
    session: Session,
    case: Case,
    event: CaseEvent,
    kind: TaskKind,
    words: Text,
    people: Iterable[UUID | None],
) -> None:
    tasks = [
        Task(
            root_id=case.id,
            data_key_id=case.data_key_id,
            kind=kind,
            words=conceal(str(words)),
            assignee_id=each,
            made_at=event.at,
            made_by=event.actor_id,
        )
        for each in people
    ]
    if tasks:
        with act(session, CaseAct.TASK_CHANGED, thing=case, facts={"set": kind.value}):
            session.add_all(tasks)


def _end(session: Session, event: CaseEvent, kind: TaskKind) -> None:
    tasks = _open(session, event.case_id, kind)
    if not tasks or event.actor_id is None:
        return
    case = session.get_one(Case, event.case_id)
    with act(session, CaseAct.TASK_CHANGED, thing=case, facts={"ended": kind.value}):
        for task in tasks:
            task.done_at, task.done_by = event.at, event.actor_id


def _open(session: Session, case_id: UUID, kind: TaskKind) -> list[Task]:
    wanted = sa.select(Task).where(
        Task.root_id == case_id, Task.kind == kind, Task.done_at.is_(None)
    )
    return list(session.scalars(wanted))
