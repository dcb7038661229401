"""A private index on disk that finds a case's child rows, so that memory does not grow."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator

from caseflow.imports.rows import Broken, Row
from caseflow.labels import Text

_BATCH = 1_000
_BROKEN = "broken "


class ChildIndex:
    """Rows of the child files by the reference of their parent.

    It is a SQLite database without a name: spilled pages live in a file that has no directory
    entry, so nothing of the register stays on disk, however the process ends.
    """

    def __init__(self) -> None:
        self._base = sqlite3.connect("", isolation_level=None)
        self._base.executescript(
            """
            PRAGMA cache_size = -8000;
            PRAGMA journal_mode = OFF;
            PRAGMA synchronous = OFF;
            CREATE TABLE rows (kind TEXT NOT NULL, parent TEXT NOT NULL, line INTEGER NOT NULL,
                               data TEXT NOT NULL);
            CREATE TABLE seen (parent TEXT PRIMARY KEY) WITHOUT ROWID;
            BEGIN;
            """
        )

    def close(self) -> None:
        """Let go of the space."""
        self._base.close()

    def add(self, kind: str, rows: Iterable[Row | Broken]) -> None:
        """Keep the rows of one file under the reference of their parent, which is their key."""
        batch: list[tuple[str, str, int, str]] = []
        for row in rows:
            if isinstance(row, Broken):
                reason = json.dumps((row.reason.msgid, row.reason.params), ensure_ascii=False)
                batch.append((_BROKEN + kind, row.key, row.line, reason))
            else:
                data = json.dumps((row.values, row.damaged), ensure_ascii=False)
                batch.append((kind, row.values[0], row.line, data))
            if len(batch) >= _BATCH:
                self._write(batch)
        self._write(batch)

    def _write(self, batch: list[tuple[str, str, int, str]]) -> None:
        self._base.executemany("INSERT INTO rows VALUES (?, ?, ?, ?)", batch)
        batch.clear()

    def ready(self) -> None:
        """Build the index, once all files are in."""
        self._base.execute("CREATE INDEX by_parent ON rows (kind, parent, line)")

    def under(self, kind: str, parent: str) -> list[Row]:
        """The rows of one kind under one parent, in the order of their file."""
        found = self._base.execute(
            "SELECT line, data FROM rows WHERE kind = ? AND parent = ? ORDER BY line",
            (kind, parent),
        )
        return [Row(line, *json.loads(data)) for line, data in found]

    def first_sight(self, parent: str) -> bool:
        """Whether this reference is met for the first time; from now on it is known."""
        cursor = self._base.execute("INSERT OR IGNORE INTO seen VALUES (?)", (parent,))
        return cursor.rowcount == 1

    def broken(self, kind: str) -> Iterator[Broken]:
        """The broken rows of one file; a key only where it is that of a case met by now."""
        found = self._base.execute(
            "SELECT line, data, (SELECT s.parent FROM seen s WHERE s.parent = r.parent)"
            " FROM rows r WHERE kind = ? ORDER BY line",
            (_BROKEN + kind,),
        )
        for line, data, key in found:
            msgid, params = json.loads(data)
            yield Broken(line, Text(msgid, **params), key or "")

    def orphans(self, kind: str) -> Iterator[tuple[str, int]]:
        """(parent, line) of the rows whose parent was never met."""
        yield from self._base.execute(
            "SELECT parent, line FROM rows WHERE kind = ?"
            " AND parent NOT IN (SELECT parent FROM seen) ORDER BY line",
            (kind,),
        )

    def repeats(self, kind: str) -> Iterator[tuple[str, int]]:
        """(key, line) of the rows without a key, and of those after the first with theirs."""
        yield from self._base.execute(
            "SELECT parent, line FROM rows r WHERE kind = ? AND (parent = '' OR EXISTS (SELECT 1"
            " FROM rows f WHERE f.kind = r.kind AND f.parent = r.parent AND f.line < r.line))"
            " ORDER BY line",
            (kind,),
        )
