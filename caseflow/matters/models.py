"""Tables of what hangs on any matter: tasks, notes and what notes said before."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.access.models import Protected
from caseflow.audit.models import Audited
from caseflow.crypto.columns import SealedRow, confidential
from caseflow.db import Base, Key
from caseflow.declared_column import DeclaredColumn
from caseflow.matters.task_kinds import MatterTaskKind, TaskKind


class Task(Protected, SealedRow, Audited, Base):
    """Something somebody has to do in a matter, until it is done."""

    __tablename__ = "tasks"
    __table_args__ = (
        sa.Index("ix_tasks_assignee_open", "assignee_id", "done_at", "due_on"),
        sa.CheckConstraint("(done_at IS NULL) = (done_by IS NULL)", name="done_by_somebody"),
    )

    id: Mapped[Key]
    kind: Mapped[TaskKind] = mapped_column(DeclaredColumn(TaskKind, 20), default=MatterTaskKind.OWN)
    words: Mapped[confidential]
    about_id: Mapped[UUID | None] = mapped_column(
        comment="the colleague whose name is like one in the matter"
    )
    assignee_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    due_on: Mapped[date | None]
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    done_at: Mapped[datetime | None]
    done_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))


class Note(Protected, SealedRow, Audited, Base):
    """What one of the team wrote down for the team."""

    __tablename__ = "notes"

    id: Mapped[Key]
    words: Mapped[confidential]
    written_at: Mapped[datetime]
    written_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    edited_at: Mapped[datetime | None]
    edits: Mapped[int] = mapped_column(default=0)


class NoteVersion(Protected, SealedRow, Audited, Base):
    """What a note said until its writer changed it."""

    __tablename__ = "note_versions"

    id: Mapped[Key]
    note_id: Mapped[UUID] = mapped_column(ForeignKey("notes.id"), index=True)
    words: Mapped[confidential]
    replaced_at: Mapped[datetime]
