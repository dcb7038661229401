"""Reading what hangs on a matter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.acting import assert_acting
from caseflow.access.actor import Actor
from caseflow.access.checks import require
from caseflow.access.holders import likely_readers
from caseflow.access.policy import READING
from caseflow.accounts.models import User
from caseflow.audit.record import note_read
from caseflow.crypto.opening import show_rows, show_text
from caseflow.errors import NotFound
from caseflow.labels import _
from caseflow.matters.matter import Matter
from caseflow.matters.mentions import Colleague
from caseflow.matters.models import Note, NoteVersion, Task
from caseflow.matters.spec import spec_of
from caseflow.matters.views import NoteVersionView, NoteView, PersonView, TaskView

T = TypeVar("T", bound=Any)
M = TypeVar("M", bound=Matter)
NO_PART = _("There is no such thing here.")
WORDS = ("words",)


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
    """Everybody who may be given a task in this matter, or named in a note, by name."""
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
    view = _note_view(row, show_text(session, row, "words") or "", actor.name, actor)
    note_read(session, spec_of(matter).reads, thing=matter, fields=("notes.words",))
    return view


def read_note_history(
    session: Session, matter: Matter, note_id: UUID, *, actor: Actor
) -> tuple[NoteView, tuple[NoteVersionView, ...]]:
    """A note, and what it said before, the latest first; the look is recorded.

    Raises Refused for whoever does not read the matter, and NotFound.
    """
    if (sees := READING[matter.__root_kind__].sees) is not None:
        require(session, actor, sees, root=matter)
    row = part_of(session, Note, note_id, matter)
    versions = session.scalars(
        sa.select(NoteVersion)
        .where(NoteVersion.root_id == matter.id, NoteVersion.note_id == row.id)
        .order_by(NoteVersion.replaced_at.desc(), NoteVersion.id.desc())
    ).all()
    (words,), texts = show_rows(session, [row], WORDS), show_rows(session, versions, WORDS)
    writer = session.get_one(User, row.written_by)
    note_read(
        session,
        spec_of(matter).reads,
        thing=matter,
        fields=("notes.words", "note_versions.words"),
    )
    shown = _note_view(row, words["words"] or "", writer.full_name, actor)
    return shown, tuple(
        NoteVersionView(words=each["words"] or "", until=version.replaced_at)
        for version, each in zip(versions, texts, strict=True)
    )


def _note_view(row: Note, words: str, writer: str, actor: Actor) -> NoteView:
    return NoteView(
        id=row.id,
        words=words,
        by=PersonView(row.written_by, writer),
        at=row.written_at,
        edits=row.edits,
        mine=row.written_by == actor.user_id,
    )


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
        _note_view(row.Note, texts["words"] or "", row.full_name, actor)
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
        _task_view(row.Task, texts["words"] or "", row.full_name, today)
        for row, texts in zip(rows, opened, strict=True)
    )


def own_tasks(
    session: Session, kind: type[M], *, actor: Actor, today: date
) -> tuple[tuple[M, TaskView], ...]:
    """The open tasks of the reader in matters of this kind, those that are due first.

    Only of matters that the reader sees; whoever shows them records the look.
    """
    assert_acting(session, actor)
    rows = session.execute(
        sa.select(kind, Task)
        .join(Task, Task.root_id == kind.id)
        .where(Task.assignee_id == actor.user_id, Task.done_at.is_(None))
        .order_by(sa.func.coalesce(Task.due_on, date.max), Task.made_at, Task.id)
    ).all()
    opened = show_rows(session, [task for _matter, task in rows], WORDS)
    return tuple(
        (matter, _task_view(task, texts["words"] or "", actor.name, today))
        for (matter, task), texts in zip(rows, opened, strict=True)
    )


def _task_view(task: Task, words: str, doer: str | None, today: date) -> TaskView:
    is_open = task.done_at is None
    return TaskView(
        id=task.id,
        words=words,
        assignee=PersonView(task.assignee_id, doer) if doer else None,
        due_on=task.due_on,
        done=not is_open,
        late=is_open and task.due_on is not None and task.due_on < today,
        ends_with_act=task.kind.ends_with_act,
    )
