"""Reading what hangs on a matter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.acting import assert_acting
from caseflow.access.actor import Actor
from caseflow.access.holders import likely_readers
from caseflow.accounts.models import User
from caseflow.audit.record import note_read
from caseflow.crypto.opening import show_rows, show_text
from caseflow.errors import NotFound
from caseflow.labels import _
from caseflow.matters.matter import Matter
from caseflow.matters.models import Note, Task
from caseflow.matters.spec import spec_of
from caseflow.matters.views import NoteView, PersonView, TaskView

T = TypeVar("T", bound=Any)
NO_PART = _("There is no such thing here.")
WORDS = ("words",)


class Colleague(NamedTuple):
    """Somebody with an account."""

    id: UUID
    name: str
    title: str


def part_of(session: Session, model: type[T], part_id: UUID, matter: Matter) -> T:
    """A row of this kind that hangs on this matter. Raises NotFound."""
    row: T | None = session.scalar(
        sa.select(model).where(model.id == part_id, model.root_id == matter.id)
    )
    if row is None:
        raise NotFound(NO_PART)
    return row


def possible_doers(
    session: Session, matter: Matter, *, actor: Actor, now: datetime
) -> Sequence[Colleague]:
    """Everybody to whom a task in this matter may be given, by name."""
    assert_acting(session, actor)
    able = likely_readers(session, matter, now=now)
    rows = session.execute(
        sa.select(User.id, User.full_name, User.title)
        .where(User.id.in_(sorted(able)), User.active, User.created_at <= now)
        .order_by(User.full_name)
    )
    return [Colleague(row.id, row.full_name, row.title or "") for row in rows]


def read_own_note(session: Session, matter: Matter, note_id: UUID, *, actor: Actor) -> NoteView:
    """A note that the reader wrote, to change it; the look is recorded. Raises NotFound."""
    assert_acting(session, actor)
    row = part_of(session, Note, note_id, matter)
    if row.written_by != actor.user_id:
        raise NotFound(NO_PART)
    view = NoteView(
        id=row.id,
        words=show_text(session, row, "words") or "",
        by=PersonView(actor.user_id, actor.name),
        at=row.written_at,
        edits=row.edits,
        mine=True,
    )
    note_read(session, spec_of(matter).reads, thing=matter, fields=("notes.words",))
    return view


def notes_of(session: Session, matter: Matter, *, actor: Actor) -> tuple[NoteView, ...]:
    """The notes of a matter, the newest first; whoever shows them records the look."""
    assert_acting(session, actor)
    rows = session.execute(
        sa.select(Note, User.full_name)
        .join(User, User.id == Note.written_by)
        .where(Note.root_id == matter.id)
        .order_by(Note.written_at.desc(), Note.id.desc())
    ).all()
    opened = show_rows(session, [row.Note for row in rows], WORDS)
    return tuple(
        NoteView(
            id=row.Note.id,
            words=texts["words"] or "",
            by=PersonView(row.Note.written_by, row.full_name),
            at=row.Note.written_at,
            edits=row.Note.edits,
            mine=row.Note.written_by == actor.user_id,
        )
        for row, texts in zip(rows, opened, strict=True)
    )


def tasks_of(
    session: Session, matter: Matter, *, actor: Actor, today: date
) -> tuple[TaskView, ...]:
    """The tasks of a matter, open ones first; whoever shows them records the look.

    `today` is the day at the matter's entity. A task about the reader is not theirs to see.
    """
    assert_acting(session, actor)
    rows = session.execute(
        sa.select(Task, User.full_name)
        .outerjoin(User, User.id == Task.assignee_id)
        .where(Task.root_id == matter.id, Task.about_id.is_distinct_from(actor.user_id))
    ).all()
    rows = sorted(
        rows, key=lambda r: (r.Task.done_at is not None, r.Task.due_on or date.max, r.Task.made_at)
    )
    opened = show_rows(session, [row.Task for row in rows], WORDS)
    return tuple(
        TaskView(
            id=row.Task.id,
            words=texts["words"] or "",
            assignee=PersonView(row.Task.assignee_id, row.full_name) if row.full_name else None,
            due_on=row.Task.due_on,
            done=row.Task.done_at is not None,
            late=row.Task.done_at is None and bool(row.Task.due_on and row.Task.due_on < today),
        )
        for row, texts in zip(rows, opened, strict=True)
    )
