"""The team's own work in a case: notes and tasks."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from caseflow.access.actor import Actor
from caseflow.access.holders import sees
from caseflow.accounts.models import User
from caseflow.audit.record import act
from caseflow.cases.acts import CaseAct
from caseflow.cases.models import Case, Note, Task
from caseflow.cases.policy import WORKING, require_work, user_of
from caseflow.cases.queries import row_of
from caseflow.cases.timing import case_day
from caseflow.crypto.columns import conceal
from caseflow.db import session_of
from caseflow.errors import NotFound, NotReady, Refused
from caseflow.events import TaskSet, announce
from caseflow.labels import _

LONGEST_TASK = 500
LONGEST_NOTE = 20_000


def write_note(case: Case, words: str, *, actor: Actor, now: datetime) -> Note:
    """Write something down for the team. Raises Refused, and NotReady for an empty note."""
    session = session_of(case)
    require_work(session, actor, *WORKING, case=case)
    row = Note(
        root_id=case.id,
        data_key_id=case.data_key_id,
        words=conceal(_words(words, LONGEST_NOTE)),
        written_at=now,
        written_by=actor.user_id,
    )
    with act(session, CaseAct.NOTE_ADDED, thing=case):
        session.add(row)
    return row


def edit_note(case: Case, note_id: UUID, words: str, *, actor: Actor, now: datetime) -> Note:
    """Change a note of one's own; the page says how often. Raises Refused, NotFound, NotReady."""
    session = session_of(case)
    require_work(session, actor, *WORKING, case=case)
    row: Note = row_of(session, Note, note_id, case.id)
    if row.written_by != actor.user_id:
        raise Refused(_("Only whoever wrote a note changes it."))
    with act(session, CaseAct.NOTE_ADDED, thing=case, facts={"edited": row.id}):
        row.words = conceal(_words(words, LONGEST_NOTE))
        row.edited_at = now
        row.edits += 1
    return row


def add_task(
    case: Case,
    words: str,
    *,
    actor: Actor,
    now: datetime,
    assignee: UUID | None = None,
    due_on: date | None = None,
) -> Task:
    """Set a task in a case. Raises Refused, and NotReady for nothing to do or nobody to do it."""
    session = session_of(case)
    require_work(session, actor, *WORKING, case=case)
    if assignee is not None:
        active = session.scalar(sa.select(User.active).where(User.id == assignee))
        if not active or not sees(session, case, assignee, now=now):
            raise NotReady(_("Choose somebody who may work on this case."), field="assignee")
    if due_on is not None and due_on < case_day(session, case, now):
        raise NotReady(_("This day has passed."), field="due_on")
    row = Task(
        root_id=case.id,
        data_key_id=case.data_key_id,
        words=conceal(_words(words, LONGEST_TASK)),
        assignee_id=assignee,
        due_on=due_on,
        made_at=now,
        made_by=user_of(actor),
    )
    with act(session, CaseAct.TASK_CHANGED, thing=case):
        session.add(row)
    if assignee is not None:
        told = TaskSet(
            at=now,
            actor_id=user_of(actor),
            case_id=case.id,
            task_id=row.id,
            assignee_id=assignee,
        )
        announce(session, told)
    return row


def finish_task(
    case: Case, task_id: UUID, *, actor: Actor, now: datetime, done: bool = True
) -> Task:
    """Mark a task as done, or as open again.

    One that is so already stays as it is. Raises Refused, and NotFound also for a task that asks
    whether the actor is somebody named in the case: they do not know of it.
    """
    session = session_of(case)
    require_work(session, actor, *WORKING, case=case)
    row: Task = row_of(session, Task, task_id, case.id)
    if row.about_id == actor.user_id:
        raise NotFound(_("This is not part of the case."))
    if done == (row.done_at is not None):
        return row  # so it stands already: nothing is changed or recorded
    with act(session, CaseAct.TASK_CHANGED, thing=case, facts={"task": row.id, "done": done}):
        row.done_at = now if done else None
        row.done_by = actor.user_id if done else None
    return row


def _words(words: str, longest: int) -> str:
    words = words.strip()
    if not words:
        raise NotReady(_("Write something first."), field="words")
    if len(words) > longest:
        raise NotReady(_("Use at most %(most)s characters.", most=longest), field="words")
    return words
