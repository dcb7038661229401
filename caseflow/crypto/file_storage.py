"""Where sealed files lie: put in whole, read chunk by chunk, gone with what was not committed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Protocol
from uuid import UUID

from sqlalchemy import event
from sqlalchemy.orm import Session

from caseflow.crypto.errors import SealBroken
from caseflow.crypto.files import FILE_KEY, SealedFile, open_file, seal_file
from caseflow.db import WorkSession
from caseflow.session_values import SessionValue


class FileStorage(Protocol):
    """What keeps sealed files, whatever it is: a folder, or a store of objects."""

    def put(
        self,
        session: Session,
        source: BinaryIO,
        *,
        file_id: UUID,
        data_key_id: UUID,
        bound_to: str = FILE_KEY,
    ) -> SealedFile:
        """Seal a stream and keep it until `drop`."""

    def drop(self, file_id: UUID) -> None:
        """Take a file away, if it is there."""

    def read(
        self,
        session: Session,
        *,
        file_id: UUID,
        data_key_id: UUID,
        wrapped: bytes,
        bound_to: str = FILE_KEY,
    ) -> Iterator[bytes]:
        """The contents, chunk by chunk, for which the session is not needed any more.

        Raises Erased, and SealBroken, also at a later chunk.
        """

    def digest(self, file_id: UUID) -> tuple[int, bytes] | None:
        """Size and SHA-256 of what is kept, sealed as it is; None where nothing can be read."""

    def older_than(self, moment: datetime) -> Iterator[UUID]:
        """The ids of what was put in before a moment."""


STORAGE: SessionValue[FileStorage] = SessionValue("file_storage")
"""Where the sessions of an application keep files."""
_GOING: SessionValue[list[UUID]] = SessionValue("files_going")
"""The files that go once the transaction of a session commits."""
_HELD: SessionValue[list[UUID]] = SessionValue("files_held")
"""The files that go with the transaction of a session unless it commits."""


class FolderStorage:
    """Sealed files in a folder of the home, spread over 256 folders by the end of their id."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path_of(self, file_id: UUID) -> Path:
        """Where a file lies."""
        return self.folder / file_id.hex[-2:] / file_id.hex

    def put(
        self,
        session: Session,
        source: BinaryIO,
        *,
        file_id: UUID,
        data_key_id: UUID,
        bound_to: str = FILE_KEY,
    ) -> SealedFile:
        """Seal a stream and keep it until `drop`."""
        path = self.path_of(file_id)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return seal_file(
            session, source, path, file_id=file_id, data_key_id=data_key_id, bound_to=bound_to
        )

    def drop(self, file_id: UUID) -> None:
        """Take a file away, if it is there."""
        self.path_of(file_id).unlink(missing_ok=True)

    def read(
        self,
        session: Session,
        *,
        file_id: UUID,
        data_key_id: UUID,
        wrapped: bytes,
        bound_to: str = FILE_KEY,
    ) -> Iterator[bytes]:
        """The contents, chunk by chunk, for which the session is not needed any more.

        Raises Erased, and SealBroken, also at a later chunk.
        """
        path = self.path_of(file_id)
        chunks = open_file(
            session,
            path,
            file_id=file_id,
            data_key_id=data_key_id,
            wrapped=wrapped,
            bound_to=bound_to,
        )
        return _of_what_is_there(chunks)

    def digest(self, file_id: UUID) -> tuple[int, bytes] | None:
        """Size and SHA-256 of what is kept, sealed as it is; None where nothing can be read."""
        path = self.path_of(file_id)
        try:
            with path.open("rb") as kept:
                return path.stat().st_size, hashlib.file_digest(kept, "sha256").digest()
        except OSError:
            return None

    def older_than(self, moment: datetime) -> Iterator[UUID]:
        """The ids of what was put in before a moment; what was broken off is taken away."""
        for path in self.folder.glob("??/*"):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime >= moment.timestamp():
                    continue
                if path.name.endswith(".part"):
                    path.unlink()
                else:
                    yield UUID(path.name)


def _of_what_is_there(chunks: Iterator[bytes]) -> Iterator[bytes]:
    try:
        yield from chunks
    except OSError:
        raise SealBroken from None


def hold(session: Session, file_id: UUID) -> None:
    """Take a file away again unless the transaction that runs now commits."""
    _HELD.made(session, list).append(file_id)


def drop_with(session: Session, file_id: UUID) -> None:
    """Take a file away once the transaction that runs now has committed."""
    _GOING.made(session, list).append(file_id)


@event.listens_for(WorkSession, "before_commit")
def _keep(session: Any) -> None:
    """From here on a file stays: a commit whose answer is lost may have been done all the same."""
    if not session.in_nested_transaction():  # a savepoint decides nothing yet
        _HELD.take(session)


@event.listens_for(WorkSession, "after_commit")
def _let_go(session: Any) -> None:
    if not session.in_nested_transaction():
        _drop(session, _GOING.take(session))


@event.listens_for(WorkSession, "after_transaction_end")
def _take_away(session: Any, transaction: Any) -> None:
    if transaction.parent is None:
        _drop(session, _HELD.take(session))
        _GOING.take(session)


def _drop(session: Session, file_ids: Iterable[UUID] | None) -> None:
    for file_id in file_ids or ():
        STORAGE.of(session).drop(file_id)
