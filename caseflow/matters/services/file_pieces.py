"""Pieces of files: each is sealed for itself, and bound to its place in its file."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import chain
from typing import BinaryIO
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.crypto.errors import SealBroken
from caseflow.crypto.file_storage import STORAGE, drop_with, hold
from caseflow.crypto.files import SealedFile
from caseflow.db import new_id, session_of
from caseflow.errors import NotReady
from caseflow.labels import _
from caseflow.matters.matter import Matter
from caseflow.matters.models import FilePiece

log = logging.getLogger(__name__)
PIECE = 8 * 1024 * 1024
"""Bytes of every piece but the last one."""
NOT_STORED = _("The file could not be stored. Tell an administrator.")


@dataclass(frozen=True)
class SealedPiece:
    """A piece that lies sealed in the storage and has no row yet."""

    id: UUID
    number: int
    sealed: SealedFile


def count_pieces(size: int) -> int:
    """How many pieces a file of this many bytes has."""
    return max(1, -(-size // PIECE))


def size_of_piece(size: int, number: int) -> int:
    """How many bytes a piece has, of a file of `size` bytes; 0 where there is no such piece."""
    return max(0, min(PIECE, size - number * PIECE))


def seal_piece(
    matter: Matter, source: BinaryIO, *, file_id: UUID, number: int, count: int
) -> SealedPiece:
    """Seal one of `count` pieces. It goes again unless it is kept (`keep_pieces`) and committed.

    Nothing is written to the database. Raises NotReady where the storage takes nothing.
    """
    session, piece_id = session_of(matter), new_id()
    try:
        sealed = STORAGE.of(session).put(
            session,
            source,
            file_id=piece_id,
            data_key_id=matter.data_key_id,
            bound_to=_place(file_id, number, count),
        )
    except OSError:
        log.exception("a piece of a file could not be stored")
        raise NotReady(NOT_STORED, field="file") from None
    return SealedPiece(piece_id, number, sealed)


def seal_pieces(
    matter: Matter, source: BinaryIO, *, file_id: UUID, size: int
) -> Iterator[SealedPiece]:
    """Seal a whole stream of `size` bytes, piece by piece. Raises NotReady."""
    count = count_pieces(size)
    for number in range(count):
        content = BytesIO(source.read(PIECE))
        yield seal_piece(matter, content, file_id=file_id, number=number, count=count)


def hold_pieces(session: Session, pieces: tuple[SealedPiece, ...]) -> None:
    """Take these away again unless the transaction that runs now commits."""
    for piece in pieces:
        hold(session, piece.id)


def keep_pieces(matter: Matter, file_id: UUID, pieces: tuple[SealedPiece, ...]) -> None:
    """Write down where pieces of a file lie; the caller has asked who may."""
    session = session_of(matter)
    hold_pieces(session, pieces)
    session.add_all(
        FilePiece(
            id=piece.id,
            root_id=matter.id,
            data_key_id=matter.data_key_id,
            file_id=file_id,
            number=piece.number,
            size=piece.sealed.size,
            wrapped=piece.sealed.wrapped,
            sealed_size=piece.sealed.sealed_size,
            sealed_sha256=piece.sealed.sealed_sha256,
        )
        for piece in pieces
    )
    session.flush()


def drop_pieces(session: Session, file_id: UUID) -> None:
    """Take all pieces away that came of a file, once this is committed."""
    rows = session.scalars(sa.select(FilePiece).where(FilePiece.file_id == file_id)).all()
    for row in rows:
        drop_with(session, row.id)
        session.delete(row)


def read_pieces(session: Session, file_id: UUID, *, size: int) -> Iterator[bytes]:
    """What a file of `size` bytes holds, chunk by chunk; the session is not needed any more.

    Raises SealBroken, at once where pieces are missing or moved, later where one is spoilt; Erased.
    """
    rows = session.scalars(
        sa.select(FilePiece).where(FilePiece.file_id == file_id).order_by(FilePiece.number)
    ).all()
    count = count_pieces(size)
    if [row.number for row in rows] != list(range(count)) or sum(r.size for r in rows) != size:
        raise SealBroken
    storage = STORAGE.of(session)
    return chain.from_iterable(
        [
            storage.read(
                session,
                file_id=row.id,
                data_key_id=row.data_key_id,
                wrapped=row.wrapped,
                bound_to=_place(file_id, row.number, count),
            )
            for row in rows
        ]
    )


def _place(file_id: UUID, number: int, count: int) -> str:
    """What the key of a piece is bound to: none is moved, left out or put into another file."""
    return f"piece {number} of {count} of file {file_id.hex}"
