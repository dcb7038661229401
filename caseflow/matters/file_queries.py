"""Reading the files of a matter: the list, and what one of them holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.acting import assert_acting
from caseflow.access.actor import Actor
from caseflow.access.checks import require
from caseflow.access.policy import READING
from caseflow.accounts.models import User
from caseflow.audit.record import note_read
from caseflow.crypto.broken_seals import BrokenValue, broken_seals, readable
from caseflow.crypto.errors import Erased, SealBroken
from caseflow.crypto.opening import show_rows, show_text
from caseflow.errors import NotFound, NotReady
from caseflow.labels import _
from caseflow.matters.matter import Matter
from caseflow.matters.models import File, FileState
from caseflow.matters.queries import NO_PART, part_of
from caseflow.matters.services.file_pieces import PIECE, read_pieces
from caseflow.matters.services.file_scans import UNKNOWN
from caseflow.matters.spec import Capability, spec_of
from caseflow.matters.views import PersonView
from caseflow.previews.preview import has_preview
from caseflow.scanner import SCANNER

FIELDS = ("name", "sha256", "withdrawn_reason")


@dataclass(frozen=True, kw_only=True)
class FileView:
    """A file in the list of its matter."""

    id: UUID
    name: str
    media_type: str
    size: int
    """In bytes."""
    sha256: str
    by: PersonView
    at: datetime
    withdrawn_at: datetime | None
    withdrawn_reason: str | None
    state: FileState

    @property
    def drawn(self) -> bool:
        """Whether it can be looked at as it is now."""
        harmless = self.withdrawn_at is None and self.state is not FileState.INFECTED
        return harmless and has_preview(self.media_type, self.size)


@dataclass(frozen=True, kw_only=True)
class OpenedFile:
    """A file that was opened; a small one is proved to its end, a large one chunk by chunk."""

    name: str
    media_type: str
    size: int
    chunks: Iterator[bytes]
    """What it holds, read once; the session is not needed for it. Raises SealBroken."""

    @property
    def content(self) -> bytes:
        """What it holds, whole: for a small file only."""
        return b"".join(self.chunks)


def files_of(session: Session, matter: Matter, *, actor: Actor) -> tuple[FileView, ...]:
    """The files of a matter, the newest first; whoever shows them records the look."""
    assert_acting(session, actor)
    rows = session.execute(
        sa.select(File, User.full_name)
        .join(User, User.id == File.added_by)
        .where(File.root_id == matter.id)
        .order_by(File.added_at.desc(), File.id.desc())
    ).all()
    opened = show_rows(session, [row.File for row in rows], FIELDS)
    return tuple(
        FileView(
            id=row.File.id,
            name=texts["name"] or "",
            media_type=row.File.media_type,
            size=row.File.size,
            sha256=texts["sha256"] or "",
            by=PersonView(row.File.added_by, row.full_name),
            at=row.File.added_at,
            withdrawn_at=row.File.withdrawn_at,
            withdrawn_reason=texts["withdrawn_reason"],
            state=row.File.state,
        )
        for row, texts in zip(rows, opened, strict=True)
    )


def open_matter_file(
    session: Session, matter: Matter, file_id: UUID, *, actor: Actor
) -> OpenedFile:
    """Open a file for whoever fetches it; the look is recorded.

    Raises Refused for whoever does not read the matter, NotFound, also for one that is withdrawn,
    and NotReady for one that is gone, is not what was sealed, is harmful, or is not checked yet.
    """
    spec_of(matter).act(Capability.FILES)
    if (sees := READING[matter.__root_kind__].sees) is not None:
        require(session, actor, sees, root=matter)
    row = part_of(session, File, file_id, matter)
    if row.withdrawn_at is not None:
        raise NotFound(NO_PART)
    _require_harmless(session, row)
    name = readable(show_text(session, row, "name") or "")
    try:
        chunks = read_pieces(session, row.id, size=row.size)
        if row.size <= PIECE:
            chunks = iter((b"".join(chunks),))
    except (SealBroken, Erased) as fault:
        if isinstance(fault, SealBroken):
            broken_seals(session)[BrokenValue("files", "content", row.id)] = None
        raise NotReady(
            _("This file cannot be opened: it is gone, or not what was sealed.")
        ) from None
    note_read(
        session,
        spec_of(matter).reads,
        thing=matter,
        fields=("files.name", "files"),
        facts={"file": row.id},
    )
    return OpenedFile(name=name or "file", media_type=row.media_type, size=row.size, chunks=chunks)


def _require_harmless(session: Session, row: File) -> None:
    """Go on only for a file that may be handed out. Raises NotReady."""
    if row.state is FileState.INFECTED:
        raise NotReady(_("This file holds a harmful program: it is kept, and never handed out."))
    if SCANNER.get(session) is not None and row.state in UNKNOWN:
        raise NotReady(_("This file is being checked for harmful programs. Try again in a minute."))
