"""A private index on disk that finds a case's child rows, so that memory does not grow."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from caseflow.imports.keys import differ_as_numbers, plain
from caseflow.labels import Text
from caseflow.sheets.tables import Broken, Row

_BATCH = 1_000
_BROKEN = "broken "


@dataclass(frozen=True, slots=True)
class Link:
    """What the rows of one file point to: the keys of another.

    `place` is where a row of that kind holds the key it points by; `needed` says that the row is
    left out without what it points to.
    """

    kind: str
    file: str
    to: str
    other: str
    place: int = 0
    needed: bool = True


class ChildIndex:
    """Rows of the child files by the reference of their parent.

    It is a SQLite database without a name: spilled pages live in a file that has no directory
    entry, so nothing of the register stays on disk, however the process ends.
    """

    def __init__(self) -> None:
        self._base = sqlite3.connect("", isolation_level=None)
        self._base.create_function("plain", 1, plain, deterministic=True)
        self._base.create_function("one_number", 2, differ_as_numbers, deterministic=True)
        self._base.executescript(
            """
            PRAGMA cache_size = -8000;
            PRAGMA journal_mode = OFF;
            PRAGMA synchronous = OFF;
            CREATE TABLE rows (kind TEXT NOT NULL, parent TEXT NOT NULL, line INTEGER NOT NULL,
                               data TEXT NOT NULL);
            CREATE TABLE seen (parent TEXT PRIMARY KEY) WITHOUT ROWID;
            CREATE TABLE known (kind TEXT, key TEXT, PRIMARY KEY (kind, key)) WITHOUT ROWID;
            CREATE TABLE spelled (kind TEXT, plain TEXT, key TEXT,
                                  PRIMARY KEY (kind, plain, key)) WITHOUT ROWID;
            CREATE TABLE lost (line INTEGER, key TEXT);
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

    def know(self, kind: str, keys: Iterable[str]) -> None:
        """Keep the keys that rows of other files may point to."""
        rows = ((kind, key) for key in keys if key)
        self._base.executemany("INSERT OR IGNORE INTO known VALUES (?, ?)", rows)

    def keys(self, kind: str) -> Iterator[str]:
        """The keys of the rows of one kind."""
        for (key,) in self._base.execute("SELECT parent FROM rows WHERE kind = ?", (kind,)):
            yield key

    def count(self, kind: str) -> int:
        """How many rows there are of one kind, broken ones too."""
        kinds = (kind, _BROKEN + kind)
        found = self._base.execute("SELECT count(*) FROM rows WHERE kind IN (?, ?)", kinds)
        return int(found.fetchone()[0])

    def follow(self, link: Link) -> tuple[int, int]:
        """How many rows point to something by this link, and how many of them to nothing there."""
        path = f"$[0][{link.place}]"
        (rows,) = self._base.execute(
            "SELECT count(*) FROM rows WHERE kind = ? AND (? OR json_extract(data, ?) != '')",
            (link.kind, link.needed, path),
        ).fetchone()
        self._base.execute("DELETE FROM lost")
        found = self._base.execute(
            "INSERT INTO lost SELECT line, pointer FROM"
            " (SELECT line, json_extract(data, ?) AS pointer FROM rows WHERE kind = ?)"
            " WHERE (? OR pointer != '') AND pointer NOT IN (SELECT key FROM known WHERE kind = ?)",
            (path, link.kind, link.needed, link.to),
        )
        return int(rows), found.rowcount

    def first_lost(self) -> str:
        """The key by which the first of the rows points that the last link followed lost."""
        return self._text("SELECT key FROM lost ORDER BY line LIMIT 1")

    def first_known(self, kind: str) -> str:
        """A key that rows may point to; empty when there is none."""
        return self._text("SELECT min(key) FROM known WHERE kind = ?", kind)

    def first_pair(self, kind: str) -> tuple[str, str] | None:
        """The first key that is not there, and one that is there and seems to be the same."""
        self._base.execute(
            "INSERT OR IGNORE INTO spelled SELECT kind, plain(key), key FROM known WHERE kind = ?",
            (kind,),
        )
        found = self._base.execute(
            "SELECT l.key, s.key FROM lost l JOIN spelled s"
            " ON s.kind = ? AND s.plain = plain(l.key) AND s.plain != ''"
            " ORDER BY l.line, s.key LIMIT 1",
            (kind,),
        )
        pair: tuple[str, str] | None = found.fetchone()
        return pair

    def lost_as_numbers(self, kind: str) -> int:
        """After `first_pair`: how many point to a number that is there, written otherwise."""
        found = self._base.execute(
            "SELECT count(DISTINCT l.line) FROM lost l JOIN spelled s"
            " ON s.kind = ? AND s.plain = plain(l.key) AND one_number(s.key, l.key)",
            (kind,),
        )
        return int(found.fetchone()[0])

    def _text(self, statement: str, *values: str) -> str:
        row = self._base.execute(statement, values).fetchone()
        return str(row[0]) if row and row[0] is not None else ""
