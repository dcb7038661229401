"""Tables of what hangs on any matter: its moves, tasks, notes with their history, and files."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.access.models import Protected
from caseflow.audit.models import Audited
from caseflow.crypto.columns import SealedRow, confidential
from caseflow.db import Base, Key, choice
from caseflow.declared_column import DeclaredColumn
from caseflow.labels import Labelled, _
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


class FileState(Labelled):
    """What the scanner for harmful programs says of a file."""

    UNCHECKED = "unchecked", _("Not checked for harmful programs")
    WAITING = "waiting", _("Being checked for harmful programs")
    CLEAN = "clean", _("Checked: nothing harmful was found")
    INFECTED = "infected", _("Harmful: it is kept, and never handed out")
    TOO_LARGE = "too-large", _("Not checked: too large for the scanner")


class File(Protected, SealedRow, Audited, Base):
    """A file of a matter. What it holds lies sealed in the file storage, in pieces."""

    __tablename__ = "files"
    __table_args__ = (
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name="withdrawn_by_somebody"
        ),
        sa.Index("ix_files_state", "state"),
    )

    id: Mapped[Key]
    name: Mapped[confidential]
    media_type: Mapped[str] = mapped_column(
        sa.String(100), comment="what it is by its first bytes, whatever its name says"
    )
    size: Mapped[int] = mapped_column(sa.BigInteger, comment="bytes, before it was sealed")
    sha256: Mapped[confidential] = mapped_column(comment="of what it holds, in hexadecimal digits")
    state: Mapped[FileState] = mapped_column(choice(FileState, 20), default=FileState.UNCHECKED)
    state_at: Mapped[datetime | None] = mapped_column(comment="when the scanner answered")
    added_at: Mapped[datetime]
    added_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    withdrawn_reason: Mapped[confidential | None]


class FilePiece(Protected, SealedRow, Base):
    """A piece of a file, sealed in the file storage under its own id and a key of its own.

    It is there before its file is: pieces come one by one (`FileUpload`). A piece says nothing that
    the entry about its file does not say, so that the trail has none of its own.
    """

    __tablename__ = "file_pieces"
    __table_args__ = (
        sa.UniqueConstraint("file_id", "number", name="uq_file_pieces_file_id_number"),
    )

    id: Mapped[Key]
    file_id: Mapped[UUID] = mapped_column(comment="the file, or the upload that will be one")
    number: Mapped[int] = mapped_column(comment="from 0")
    size: Mapped[int] = mapped_column(comment="bytes, before it was sealed")
    wrapped: Mapped[bytes] = mapped_column(
        sa.LargeBinary, comment="the piece's own key, wrapped by that of its row"
    )
    sealed_size: Mapped[int]
    sealed_sha256: Mapped[bytes] = mapped_column(sa.LargeBinary)


class FileUpload(Protected, SealedRow, Base):
    """A large file on its way: what it will be, and whose it is, until its last piece came.

    Only who sends it sees it. The trail records the file, once it is one.
    """

    __tablename__ = "file_uploads"
    __table_args__ = (
        sa.Index("ix_file_uploads_started_by", "started_by", "root_id"),
        sa.Index("ix_file_uploads_last_at", "last_at"),
    )

    id: Mapped[Key]
    name: Mapped[confidential]
    size: Mapped[int] = mapped_column(sa.BigInteger, comment="bytes it will have")
    modified: Mapped[int] = mapped_column(
        sa.BigInteger, comment="when the file was changed last, in milliseconds since 1970"
    )
    started_at: Mapped[datetime]
    started_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    last_at: Mapped[datetime] = mapped_column(comment="when its last piece came")
