"""Reading what is on its way into a matter: each person's own files that are not whole yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.acting import assert_acting
from caseflow.access.actor import Actor
from caseflow.crypto.opening import show_rows
from caseflow.errors import NotFound
from caseflow.matters.matter import Matter
from caseflow.matters.models import File, FilePiece, FileUpload
from caseflow.matters.queries import NO_PART


@dataclass(frozen=True, kw_only=True)
class UploadView:
    """A file on its way, for whoever sends it."""

    id: UUID
    name: str
    size: int
    """In bytes, when it is whole."""
    received: int
    """In bytes."""
    last_at: datetime


def own_uploads(session: Session, matter: Matter, *, actor: Actor) -> Sequence[FileUpload]:
    """What this person has on its way into this matter, the oldest first."""
    assert_acting(session, actor)
    wanted = sa.select(FileUpload).where(
        FileUpload.root_id == matter.id, FileUpload.started_by == actor.user_id
    )
    return session.scalars(wanted.order_by(FileUpload.started_at, FileUpload.id)).all()


def own_upload(
    session: Session, matter: Matter, upload_id: UUID, *, actor: Actor, for_update: bool = False
) -> FileUpload:
    """One of them. Raises NotFound, also for another person's."""
    assert_acting(session, actor)
    wanted = sa.select(FileUpload).where(
        FileUpload.id == upload_id,
        FileUpload.root_id == matter.id,
        FileUpload.started_by == actor.user_id,
    )
    row = session.scalar(wanted.with_for_update() if for_update else wanted)
    if row is None:
        raise NotFound(NO_PART)
    return row


def is_own_file(session: Session, matter: Matter, file_id: UUID, *, actor: Actor) -> bool:
    """Whether this is a file by now that this person added to the matter."""
    assert_acting(session, actor)
    wanted = sa.select(File.id).where(
        File.id == file_id, File.root_id == matter.id, File.added_by == actor.user_id
    )
    return session.scalar(wanted) is not None


def received_pieces(session: Session, upload: FileUpload) -> Sequence[int]:
    """The numbers of the pieces that came, in order."""
    wanted = sa.select(FilePiece.number).where(FilePiece.file_id == upload.id)
    return session.scalars(wanted.order_by(FilePiece.number)).all()


def uploads_of(session: Session, matter: Matter, *, actor: Actor) -> tuple[UploadView, ...]:
    """What this person has on its way into this matter, with how much of it came."""
    rows = own_uploads(session, matter, actor=actor)
    if not rows:
        return ()
    sums = dict(
        session.execute(
            sa.select(FilePiece.file_id, sa.func.sum(FilePiece.size))
            .where(FilePiece.file_id.in_([row.id for row in rows]))
            .group_by(FilePiece.file_id)
        ).all()
    )
    names = show_rows(session, list(rows), ("name",))
    return tuple(
        UploadView(
            id=row.id,
            name=texts["name"] or "",
            size=row.size,
            received=int(sums.get(row.id, 0)),
            last_at=row.last_at,
        )
        for row, texts in zip(rows, names, strict=True)
    )
