"""What is to be done in a matter, by whom, until when."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor, user_of
from caseflow.access.holders import sees
from caseflow.access.root_days import day_of
from caseflow.accounts.models import User
from caseflow.audit.record import act
from caseflow.crypto.columns import conceal
from caseflow.db import session_of
from caseflow.errors import NotFound, NotReady
from caseflow.labels import _
from caseflow.matters.matter import Matter
from caseflow.matters.models import Task
from caseflow.matters.queries import NO_PART, part_of
from caseflow.matters.services.typed_words import LONGEST_TASK, check_words
from caseflow.matters.spec import Capability, spec_of
from caseflow.notices.services import Draft, send

ENDS_WITH_ACT = _("This task ends by itself once it is done: nobody marks it as done.")


def add_task(
    matter: Matter,
    words: str,
    *,
    actor: Actor,
    now: datetime,
    assignee: UUID | None = None,
    due_on: date | None = None,
) -> Task:
    """Set a task in a matter; whoever is to do it is told.

    Raises Refused, NotReady for nothing to do, a day that has passed or nobody to do it, and
    NotFound where there are no tasks.
    """
    session, spec = session_of(matter), spec_of(matter)
    name = spec.act(Capability.TASKS)
    spec.require_work(session, actor, matter)
    _check_assignee(session, matter, assignee, now)
    if due_on is not None and due_on < day_of(session, matter.entity_id, now):
        raise NotReady(_("This day has passed."), field="due_on")
    row = Task(
        root_id=matter.id,
        data_key_id=matter.data_key_id,
        words=conceal(check_words(words, LONGEST_TASK)),
        assignee_id=assignee,
        due_on=due_on,
        made_at=now,
        made_by=user_of(actor),
    )
    with act(session, name, thing=matter):
        session.add(row)
    _tell_assignee(session, matter, row, actor, now)
    return row


def finish_task(
    matter: Matter, task_id: UUID, *, actor: Actor, now: datetime, done: bool = True
) -> Task:
    """Mark a task as done, or as open again.

    One that is so already stays as it is. Raises Refused, NotReady for a task that ends with the
    act it asks for, and NotFound also for one that asks whether the actor is somebody named in the
    matter: they do not know of it.
    """
    session, spec = session_of(matter), spec_of(matter)
    name = spec.act(Capability.TASKS)
    spec.require_work(session, actor, matter)
    row = part_of(session, Task, task_id, matter)
    if row.about_id == actor.user_id:
        raise NotFound(NO_PART)
    if row.kind.ends_with_act:
        raise NotReady(ENDS_WITH_ACT)
    if done == (row.done_at is not None):
        return row  # so it stands already: nothing is changed or recorded
    with act(session, name, thing=matter, facts={"task": row.id, "done": done}):
        row.done_at = now if done else None
        row.done_by = actor.user_id if done else None
    return row


def _check_assignee(session: Session, matter: Matter, assignee: UUID | None, now: datetime) -> None:
    if assignee is None:
        return
    active = session.scalar(sa.select(User.active).where(User.id == assignee))
    if not active or not sees(session, matter, assignee, now=now):
        raise NotReady(_("Choose somebody who may work on this."), field="assignee")


def _tell_assignee(
    session: Session, matter: Matter, task: Task, actor: Actor, now: datetime
) -> None:
    """Tell whoever has something to do now, unless they set it themselves."""
    if task.assignee_id is None or task.assignee_id == actor.user_id:
        return
    sentence, path = spec_of(matter).notice_of(Capability.TASKS, matter, actor.name)
    draft = Draft("task-set", task.assignee_id, sentence, path, about_id=matter.id, by_mail=True)
    send(session, draft, now=now)
