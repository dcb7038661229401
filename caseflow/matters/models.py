"""Tables of what hangs on any matter: its moves, tasks, notes and what notes said before."""

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


class Move(Protected, SealedRow, Audited, Base):
    """One change of stage: from, to, who, when and why. The only source of a matter's dates.

    It happened on a day of the entity, and was written down at a moment on that day or later. In a
    case a proceeding moved; in another matter a part of it (`part_id`), or else the matter itself.
    """

    __tablename__ = "moves"
    __table_args__ = (
        sa.CheckConstraint("name != ''", name="named"),
        sa.CheckConstraint(
            "moved_at IS NOT NULL OR (name = 'admit' AND moved_by IS NULL)",
            name="dated_unless_admitted",
        ),
        sa.CheckConstraint(
            "moved_at IS NULL OR happened_on IS NOT NULL", name="happened_when_moved"
        ),
        sa.CheckConstraint("proceeding_id IS NULL OR part_id IS NULL", name="one_thing_moved"),
    )

    id: Mapped[Key]
    proceeding_id: Mapped[UUID] = mapped_column(
        ForeignKey("proceedings.id", deferrable=True, initially="DEFERRED"),
        index=True,
        nullable=True,
        comment="of a case, always; none: of another matter",
    )
    part_id: Mapped[UUID | None] = mapped_column(
        index=True, comment="what of the matter moved, such as a referral; none: the matter itself"
    )
    name: Mapped[str] = mapped_column(sa.String(60))
    start: Mapped[str | None] = mapped_column(sa.String(40), comment="none: it was opened")
    end: Mapped[str] = mapped_column(sa.String(40))
    happened_on: Mapped[date | None] = mapped_column(
        comment="day of the entity; none: not in the old register"
    )
    moved_at: Mapped[datetime | None] = mapped_column(
        comment="when it was written down; none: not in the old register"
    )
    moved_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[confidential | None]


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
        comment="the colleague whose name is like one in the case"
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


class File(Protected, SealedRow, Audited, Base):
    """A file of a matter. What it holds lies sealed in the file storage, under a key of its own."""

    __tablename__ = "files"
    __table_args__ = (
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name="withdrawn_by_somebody"
        ),
    )

    id: Mapped[Key]
    name: Mapped[confidential]
    media_type: Mapped[str] = mapped_column(
        sa.String(100), comment="what it is by its first bytes, whatever its name says"
    )
    size: Mapped[int] = mapped_column(sa.BigInteger, comment="bytes, before it was sealed")
    sha256: Mapped[confidential] = mapped_column(comment="of what it holds, in hexadecimal digits")
    wrapped: Mapped[bytes] = mapped_column(
        sa.LargeBinary, comment="the file's own key, wrapped by that of its row"
    )
    sealed_size: Mapped[int] = mapped_column(sa.BigInteger)
    sealed_sha256: Mapped[bytes] = mapped_column(sa.LargeBinary)
    added_at: Mapped[datetime]
    added_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    withdrawn_reason: Mapped[confidential | None]
