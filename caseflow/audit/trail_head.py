"""The head of the trail, kept outside the database: a signed note in the instance's home.

Whoever holds the database alone can put all of it back to an earlier day. They cannot put back
this file: so whoever starts, examines or verifies asks that the trail *contains* what it says.
It only ever moves forward, and is written after the commit, never ahead of it.

This module loads neither the ORM nor the models: starting asks it before anything else is loaded.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from caseflow.audit.chain import Malformed, read_note, sign_note
from caseflow.crypto.disk import write_private

LAST = "SELECT seq, hash FROM acts ORDER BY seq DESC LIMIT 1"


class Asks(Protocol):
    """What is needed of a connection; SQLAlchemy's has it, and so has the bare one of a start."""

    def exec_driver_sql(self, statement: str, /) -> Any:
        """Run one statement; the result has `fetchall`."""


@dataclass(frozen=True)
class Head:
    """How long the trail is, and the hash of its last entry."""

    size: int
    hash: bytes


class HeadFile:
    """The kept head of one home; several processes may share it."""

    def __init__(self, path: Path, key: Ed25519PrivateKey) -> None:
        self.path = path
        self._key = key

    def read(self) -> Head | None:
        """What is kept; None before anything was. Raises Malformed for a file that is not ours."""
        try:
            note = self.path.read_text("utf-8")
        except FileNotFoundError:
            return None
        except UnicodeDecodeError as wrong:
            raise Malformed("it is no text") from wrong
        try:
            return Head(*read_note(note, self._key.public_key().public_bytes_raw()))
        except ValueError as wrong:
            raise Malformed(str(wrong)) from wrong

    def advance(self, head: Head, *, known: Head | None) -> bool:
        """Keep this head; whether it is kept now. Raises Malformed, OSError.

        `known` is what was kept when the caller saw that the trail contains it. Nothing is
        replaced by a shorter trail, nor when another process wrote meanwhile.
        """
        with self._alone():
            kept = self.read()
            if kept != known or (kept is not None and kept.size >= head.size):
                return False
            self._write(head)
        return True

    def replace(self, head: Head) -> None:
        """Keep this head whatever was kept before: for a restored backup that was accepted."""
        with self._alone():
            self._write(head)

    def fault(self, connection: Asks | None) -> str | None:
        """A sentence when this database's trail does not contain what is kept, else None.

        None for `connection` stands for a database without any table.
        """
        try:
            kept = self.read()
        except Malformed as wrong:
            return UNREADABLE.format(name=self.path.name, wrong=wrong) + WAY_BACK
        return missing(kept, connection, self.path.name)

    def is_kept(self) -> bool:
        """Whether anything is kept, whatever it says."""
        return self.path.exists()

    def _write(self, head: Head) -> None:
        write_private(self.path, sign_note(head.size, head.hash, self._key).encode())

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self.path.with_suffix(".lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def missing(kept: Head | None, connection: Asks | None, name: str) -> str | None:
    """A sentence when the trail does not contain this head, else None."""
    if kept is None or (connection is not None and contains(connection, kept)):
        return None
    return NOT_CONTAINED.format(size=kept.size, name=name) + WAY_BACK


def contains(connection: Asks, head: Head) -> bool:
    """Whether the entry of this number has this hash."""
    statement = f"SELECT hash FROM acts WHERE seq = {head.size:d}"  # noqa: S608 # nosec B608 (a number)
    rows = connection.exec_driver_sql(statement).fetchall()
    return [bytes(hashed) for (hashed,) in rows if not isinstance(hashed, str | int)] == [head.hash]


def last_signed(connection: Asks) -> int:
    """How many entries the last checkpoint in the database signs."""
    (row,) = connection.exec_driver_sql("SELECT max(seq) FROM checkpoints").fetchall()
    return int(row[0] or 0)


def last_head(connection: Asks) -> Head | None:
    """The head of the trail as it is now; None while it is empty."""
    for seq, hashed in connection.exec_driver_sql(LAST).fetchall():
        return Head(int(seq), bytes(hashed))
    return None


NOT_CONTAINED = (
    "The trail in the database does not contain the {size} entries whose head is kept in {name}: "
    "an older backup was restored, or the trail was cut off or rewritten. "
)
UNREADABLE = "The head of the trail that is kept in {name} cannot be believed: {wrong}. "
WAY_BACK = (
    "If you restored a backup on purpose, take it in with "
    '`flask audit accept-restore --reason "…"`; if not, keep everything as it is and ask who did.'
)
