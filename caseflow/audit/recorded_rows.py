"""What the trail says of each row: made, changed or deleted, under which root, with which digest.

It is gathered in a temporary database on the disk, so that memory stays the same however long the
trail is. Details whose key was destroyed cannot speak: their roots are remembered as silent.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from sqlalchemy.orm import Session

from caseflow.audit.acts import TrailAct
from caseflow.audit.chain import Line, Malformed, decode
from caseflow.audit.models import FIRST_ADOPTED, Entry
from caseflow.audit.plain_rows import PlainRows
from caseflow.audit.row_digests import DIGEST
from caseflow.audit.verifying import BATCH, Verdict
from caseflow.crypto.errors import Erased, SealBroken
from caseflow.crypto.keyring import Keyring, keyring_of

ROOT_AT = 3
WITH_ROOT = 5
TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE made (
    name TEXT, id TEXT, root TEXT, digest TEXT, gone INTEGER, PRIMARY KEY (name, id)
) WITHOUT ROWID;
CREATE TABLE silent (root TEXT PRIMARY KEY, seq INTEGER) WITHOUT ROWID;
"""
PUT = """
INSERT INTO made VALUES (?, ?, ?, ?, ?) ON CONFLICT (name, id) DO UPDATE SET
    root = coalesce(excluded.root, root), digest = coalesce(excluded.digest, digest),
    gone = excluded.gone
"""
HUSH = "INSERT OR IGNORE INTO silent VALUES (?, ?)"


class SeenRows:
    """What the trail says of the rows of all audited tables."""

    def __init__(self, path: str) -> None:
        self._seen = sqlite3.connect(path)
        self._seen.executescript(TABLES)
        self.adopted: set[str] = set()
        """The tables of which the trail says that all their rows were taken in."""

    def gather(self, session: Session, verdict: Verdict) -> None:
        """Read the whole trail; notes a fault for each detail that does not open."""
        adopting: set[str] = set()
        for lines in _lines(session, verdict):
            for line, changes in lines:
                if line.act == TrailAct.STATE_ADOPTING:
                    adopting.add(line.thing_kind)
                elif line.act == TrailAct.STATE_ADOPTED:
                    self.adopted |= FIRST_ADOPTED | adopting
                if changes is None:
                    self._seen.execute(HUSH, (str(line.root_id or ""), line.seq))
                else:
                    self._seen.executemany(PUT, (_facts(change) for change in changes))
        self._seen.commit()

    def of(self, table: str) -> Iterator[tuple[str, str | None, str | None, bool]]:
        """Id, root, digest and whether it was deleted, of each row of a table, in order of ids."""
        yield from self._seen.cursor().execute(
            "SELECT id, root, digest, gone FROM made WHERE name = ? ORDER BY id", (table,)
        )

    def is_silent(self, root_id: object) -> bool:
        """Whether part of what the trail says of this root can no longer be read."""
        asked = self._seen.execute("SELECT 1 FROM silent WHERE root = ?", (str(root_id or ""),))
        return asked.fetchone() is not None

    def silenced(self) -> Iterator[tuple[str, int]]:
        """Roots whose key was destroyed although the trail does not tell that they were deleted.

        With each stands the first entry that cannot be read.
        """
        yield from self._seen.cursor().execute(
            "SELECT root, seq FROM silent WHERE root NOT IN"
            " (SELECT id FROM made WHERE gone = 1) ORDER BY seq"
        )

    def close(self) -> None:
        """Let go of the temporary database."""
        self._seen.close()


def _facts(change: list[Any]) -> tuple[str, str, str, str | None, bool]:
    """What a change says; one that names no root is of a row that is its own."""
    root = change[ROOT_AT] if len(change) == WITH_ROOT else change[1]
    return change[0], change[1], root, change[-1].get(DIGEST), change[2] == "deleted"


def _lines(
    session: Session, verdict: Verdict
) -> Iterator[list[tuple[Line, list[list[Any]] | None]]]:
    """Each entry with the changes it tells of, a page at a time; None where it cannot speak."""
    keyring = keyring_of(session)
    entries = PlainRows(session, {"seq": Entry.seq, "body": Entry.body})
    for rows in entries.in_pages("seq", BATCH):
        lines = [line for row in rows if (line := _line(row)) is not None]
        keyring.ciphers(session, {x.detail_key_id for x in lines if x.detail_key_id})
        yield [(line, _changes(session, keyring, line, verdict)) for line in lines]


def _line(row: SimpleNamespace) -> Line | None:
    """An entry; None where `verify` has found already that it is none."""
    if not isinstance(row.seq, int) or row.seq < 1 or not isinstance(row.body, bytes):
        return None
    try:
        return decode(row.body)
    except (Malformed, ValueError):
        return None


def _changes(
    session: Session, keyring: Keyring, line: Line, verdict: Verdict
) -> list[list[Any]] | None:
    if line.detail_key_id is None:
        return []
    place = ("acts.detail", line.seq.to_bytes(8, "big"))
    try:
        raw = keyring.open_detail(session, line.detail_key_id, *place, line.detail)
    except Erased:
        return None
    except SealBroken:
        verdict.fault(line.seq, "its sealed detail does not open")
        return []
    found: list[list[Any]] = json.loads(raw).get("changes", [])
    return found
