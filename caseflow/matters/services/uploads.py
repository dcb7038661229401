"""Large files on their way: begun, received piece by piece, made a file, or dropped.

Each piece is sealed before its transaction begins, and a piece that came twice changes nothing, so
that whoever was cut off goes on where it ended.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import BinaryIO
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.crypto.columns import conceal
from caseflow.crypto.errors import Erased, SealBroken
from caseflow.crypto.file_storage import drop_with
from caseflow.crypto.opening import open_text
from caseflow.db import at_most, new_id, session_of
from caseflow.errors import NotReady
from caseflow.labels import _
from caseflow.matters.file_names import HEAD, media_type_of
from caseflow.matters.matter import Matter
from caseflow.matters.models import File, FilePiece, FileUpload
from caseflow.matters.services.file_pieces import (
    SealedPiece,
    count_pieces,
    drop_pieces,
    hold_pieces,
    keep_pieces,
    read_pieces,
    seal_piece,
    size_of_piece,
)
from caseflow.matters.services.files import ReceivedFile, add_file, require_name
from caseflow.matters.spec import Capability, spec_of
from caseflow.matters.upload_queries import own_upload, own_uploads

LARGEST = 2 * 1024 * 1024 * 1024
"""Bytes of the largest file."""
MOST_UNFINISHED = 5
"""How many files one person may have on their way in one matter."""
KEPT_FOR = timedelta(days=3)
"""How long an upload waits for its next piece; then it is dropped."""
AT_ONCE = 20
DIFFERENT = _("This is not the file that was begun. Choose it again.")


def begin_upload(
    matter: Matter, name: str, *, size: int, modified: int, actor: Actor, now: datetime
) -> FileUpload:
    """Begin to receive a file, or go on with this person's own one.

    It is the same one when name, `size` in bytes, and the time of its last change are the same
    (`modified`, in milliseconds since 1970). Raises Refused, NotFound, and NotReady for a size or a
    name that no file has, and where too many are on their way.
    """
    session, spec = session_of(matter), spec_of(matter)
    spec.act(Capability.FILES)
    spec.require_work(session, actor, matter)
    called = require_name(name)
    _require_size(size)
    begun = own_uploads(session, matter, actor=actor)
    for row in begun:
        same = row.size == size and row.modified == modified
        if same and open_text(session, row, "name") == called:
            return row
    if len(begun) >= MOST_UNFINISHED:
        raise NotReady(
            _("You have too many files on their way here. Finish one, or drop it."), field="file"
        )
    row = FileUpload(
        id=new_id(),
        root_id=matter.id,
        data_key_id=matter.data_key_id,
        name=conceal(called),
        size=size,
        modified=modified,
        started_at=now,
        started_by=actor.user_id,
        last_at=now,
    )
    session.add(row)
    session.flush()
    return row


def seal_next_piece(
    matter: Matter, upload_id: UUID, number: int, source: BinaryIO, *, actor: Actor
) -> SealedPiece:
    """Seal a piece that came. It is kept once `keep_piece` is committed, else it goes again.

    Raises Refused, NotFound, and NotReady for one that is not a piece of this file.
    """
    session = session_of(matter)
    spec_of(matter).require_work(session, actor, matter)
    row = own_upload(session, matter, upload_id, actor=actor)
    size, wanted = source.seek(0, 2), size_of_piece(row.size, number) if number >= 0 else 0
    source.seek(0)
    if not wanted or size != wanted:
        raise NotReady(DIFFERENT, field="file")
    count = count_pieces(row.size)
    return seal_piece(matter, source, file_id=row.id, number=number, count=count)


def keep_piece(
    matter: Matter, upload_id: UUID, piece: SealedPiece, *, actor: Actor, now: datetime
) -> None:
    """Keep a sealed piece. One that is there already stays as it is. Raises Refused, NotFound."""
    session = session_of(matter)
    hold_pieces(session, (piece,))
    spec_of(matter).require_work(session, actor, matter)
    row = own_upload(session, matter, upload_id, actor=actor, for_update=True)
    row.last_at = now
    if _has_piece(session, row.id, piece.number):
        drop_with(session, piece.id)
        return
    keep_pieces(matter, row.id, (piece,))


def prove_upload(matter: Matter, upload_id: UUID, *, actor: Actor) -> ReceivedFile:
    """Read an upload to its end, for its SHA-256 and for what it is; nothing is written.

    Raises Refused, NotFound, and NotReady where pieces are missing.
    """
    session = session_of(matter)
    spec_of(matter).require_work(session, actor, matter)
    row = own_upload(session, matter, upload_id, actor=actor)
    name, digest, head = open_text(session, row, "name") or "", hashlib.sha256(), b""
    try:
        for chunk in read_pieces(session, row.id, size=row.size):
            digest.update(chunk)
            head = head or chunk[:HEAD]
    except (SealBroken, Erased):
        raise NotReady(_("Not every piece of this file has come."), field="file") from None
    return ReceivedFile(row.id, name, media_type_of(head, name), row.size, digest.hexdigest())


def finish_upload(matter: Matter, received: ReceivedFile, *, actor: Actor, now: datetime) -> File:
    """Make a proved upload a file of its matter. Raises Refused and NotFound."""
    session = session_of(matter)
    row = own_upload(session, matter, received.id, actor=actor, for_update=True)
    session.delete(row)
    return add_file(matter, received, actor=actor, now=now)


def drop_upload(matter: Matter, upload_id: UUID, *, actor: Actor) -> None:
    """Drop one's own upload with all that came of it; there is no way back. Raises NotFound."""
    session = session_of(matter)
    row = own_upload(session, matter, upload_id, actor=actor, for_update=True)
    drop_pieces(session, row.id)
    session.delete(row)
    session.flush()


def drop_left_uploads(session: Session, *, now: datetime) -> int:
    """Drop what nobody went on with (`KEPT_FOR`); how many. Needs a system session; commits."""
    rows = session.scalars(
        sa.select(FileUpload)
        .where(FileUpload.last_at < now - KEPT_FOR)
        .order_by(FileUpload.last_at)
        .limit(at_most(AT_ONCE))
        .with_for_update()
    ).all()
    for row in rows:
        drop_pieces(session, row.id)
        session.delete(row)
    session.commit()
    return len(rows)


def _require_size(size: int) -> None:
    if size < 1:
        raise NotReady(_("This file is empty."), field="file")
    if size > LARGEST:
        most = LARGEST // 1024**3
        raise NotReady(_("The file is larger than %(most)s GB.", most=most), field="file")


def _has_piece(session: Session, file_id: UUID, number: int) -> bool:
    wanted = sa.select(FilePiece.id).where(FilePiece.file_id == file_id, FilePiece.number == number)
    return session.scalar(wanted) is not None
