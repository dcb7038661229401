"""Reading the files of a matter: the list, and what one of them holds."""

from __future__ import annotations

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
from caseflow.crypto.file_storage import STORAGE
from caseflow.crypto.opening import show_rows, show_text
from caseflow.errors import NotFound, NotReady
from caseflow.labels import _
from caseflow.matters.matter import Matter
from caseflow.matters.models import File
from caseflow.matters.queries import NO_PART, part_of
from caseflow.matters.spec import Capability, spec_of
from caseflow.matters.views import PersonView

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


@dataclass(frozen=True, kw_only=True)
class OpenedFile:
    """What a file holds, with its name."""

    name: str
    content: bytes


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
        )
        for row, texts in zip(rows, opened, strict=True)
    )


def open_matter_file(
    session: Session, matter: Matter, file_id: UUID, *, actor: Actor
) -> OpenedFile:
    """What a file holds, proved to its end; the look is recorded.

    Raises Refused for whoever does not read the matter, NotFound, also for one that is withdrawn,
    and NotReady for one that is gone or is not what was sealed.
    """
    spec_of(matter).act(Capability.FILES)
    if (sees := READING[matter.__root_kind__].sees) is not None:
        require(session, actor, sees, root=matter)
    row = part_of(session, File, file_id, matter)
    if row.withdrawn_at is not None:
        raise NotFound(NO_PART)
    name = readable(show_text(session, row, "name") or "")
    storage = STORAGE.of(session)
    try:
        content = b"".join(
            storage.read(session, file_id=row.id, data_key_id=row.data_key_id, wrapped=row.wrapped)
        )
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
    return OpenedFile(name=name or "file", content=content)
