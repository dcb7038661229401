"""Proving the trail: every byte, link, checkpoint and repeated column, and each row's root."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy.orm import Session

from caseflow.audit.chain import GENESIS, Line, Malformed, decode, link, read_note
from caseflow.audit.checkpoint_rule import Mark, is_due
from caseflow.audit.models import Checkpoint, Entry
from caseflow.audit.plain_rows import PlainRows
from caseflow.audit.plain_values import UNREADABLE

BATCH = 2000
LISTED = 20
REPEATED = (
    "seq",
    "at",
    "act",
    "outcome",
    "actor_id",
    "thing_kind",
    "thing_id",
    "root_id",
    "entity_id",
)
"""What the search columns of an entry repeat."""
OTHERWISE = "a signed checkpoint says otherwise"
CUT_OFF = "a checkpoint knows {} entries; the end is missing"


@dataclass
class Verdict:
    """What was found: how many entries, and the first faults in the order of the trail.

    `head` is the last hash; a copy of it kept elsewhere proves that nothing was cut off since.
    """

    entries: int = 0
    checkpoints: int = 0
    head: bytes = GENESIS
    faults: list[str] = field(default_factory=list)
    """The first of them in words."""
    found: int = 0
    """How many there are, listed or not."""
    first_bad: int | None = None

    @property
    def ok(self) -> bool:
        """Whether everything held."""
        return not self.found

    @property
    def unlisted(self) -> int:
        """How many faults are counted and not listed."""
        return self.found - len(self.faults)

    def fault(self, seq: int | None, what: str) -> None:
        """Note one fault; the first bad entry is the one that names where tampering began."""
        if self.first_bad is None:
            self.first_bad = seq
        self.found += 1
        if len(self.faults) < LISTED:
            self.faults.append(what if seq is None else f"entry {seq}: {what}")


def verify(
    session: Session, public_key: bytes, *, witnessed: tuple[int, bytes] | None = None
) -> Verdict:
    """Walk the whole trail. `witnessed` is a size and hash that somebody kept elsewhere.

    Memory stays constant; 100 thousand entries take a few seconds.
    """
    verdict = Verdict()
    walk = CheckpointWalk(_rows(session, Checkpoint, verdict), public_key, verdict)
    end: Mark | None = None
    for row in _rows(session, Entry, verdict):
        line = _check(row, verdict)
        at = _moment(row, line, end)
        verdict.entries += 1
        verdict.head = link(verdict.head, _bytes(row.body))
        if verdict.head != row.hash:
            verdict.fault(row.seq, "its hash does not follow from what came before")
            verdict.head = _bytes(row.hash)
        if end is not None and at < end.at:
            verdict.fault(row.seq, "it is earlier than the entry before it")
        if end is not None and at != end.at:
            walk.note_missing(end)
        end = Mark(row.seq, at)
        walk.compare(end)
        if witnessed is not None and row.seq == witnessed[0] and verdict.head != witnessed[1]:
            verdict.fault(row.seq, OTHERWISE)
    if end is not None:
        walk.note_missing(end)
    walk.finish()
    if witnessed is not None and witnessed[0] > verdict.entries:
        verdict.fault(verdict.entries + 1, CUT_OFF.format(witnessed[0]))
    return verdict


class CheckpointWalk:
    """The checkpoints, walked beside the entries.

    Each is compared with its entry, and one that was due and is not there is a fault. It counts
    from then on as if it were there, so that one gap is one fault.
    """

    def __init__(self, rows: Iterator[Any], public_key: bytes, verdict: Verdict) -> None:
        self._rows = rows
        self._public = public_key
        self._verdict = verdict
        self._next = next(rows, None)
        self._last: Mark | None = None

    def compare(self, entry: Mark) -> None:
        """Compare the checkpoint that stands at this entry, whose hash is the verdict's head."""
        while (row := self._next) is not None and row.seq <= entry.seq:
            self._advance()
            if row.seq < entry.seq:
                self._verdict.fault(row.seq, "a checkpoint stands where there is no entry")
            elif self._holds(row, entry):
                self._last = entry

    def note_missing(self, end: Mark) -> None:
        """Note a fault when a checkpoint was due at the end of this transaction."""
        if is_due(end, self._last):
            self._verdict.fault(end.seq, "the signed checkpoint that was due here is missing")
            self._last = end

    def finish(self) -> None:
        """Note a fault for each checkpoint beyond the last entry."""
        while (row := self._next) is not None:
            self._advance()
            self._verdict.fault(self._verdict.entries + 1, CUT_OFF.format(row.seq))

    def _advance(self) -> None:
        self._verdict.checkpoints += 1
        self._next = next(self._rows, None)

    def _holds(self, row: Any, entry: Mark) -> bool:
        if row.note is UNREADABLE:
            self._verdict.fault(row.seq, "a checkpoint is no text")
            return False
        try:
            size, head = read_note(row.note, self._public)
        except (Malformed, ValueError) as wrong:
            self._verdict.fault(row.seq, str(wrong))
            return False
        if size != row.seq or row.at != entry.at:
            self._verdict.fault(row.seq, "a checkpoint stands at the wrong place")
        elif head != self._verdict.head:
            self._verdict.fault(row.seq, OTHERWISE)
        else:
            return True
        return False


def _rows(
    session: Session, model: type[Entry | Checkpoint], verdict: Verdict
) -> Iterator[SimpleNamespace]:
    """Every row as plain values, in the order of the trail, one planted in front of it too.

    One whose number cannot be read has no place in it, and is a fault by itself.
    """
    for page in PlainRows(session, dict(model.__table__.c)).in_pages("seq", BATCH):
        for row in page:
            if row.seq is UNREADABLE:
                verdict.fault(None, f"{model.__tablename__}: the number of a row cannot be read")
            else:
                yield row


def _moment(row: SimpleNamespace, line: Line | None, end: Mark | None) -> datetime:
    """When an entry was written; where nothing readable tells, as the one before it."""
    if line is not None:
        return line.at
    if row.at is not UNREADABLE:
        at: datetime = row.at
        return at
    return datetime.min.replace(tzinfo=UTC) if end is None else end.at


def _bytes(value: Any) -> bytes:
    """Bytes as they stand there, or none at all."""
    return value if isinstance(value, bytes) else b""


def _check(row: SimpleNamespace, verdict: Verdict) -> Line | None:
    if row.seq != verdict.entries + 1:
        verdict.fault(row.seq, "an entry is missing before it")
        verdict.entries = row.seq - 1
    try:
        line = decode(_bytes(row.body))
    except (Malformed, ValueError):
        verdict.fault(row.seq, "its bytes are not an entry")
        return None
    said = {name: getattr(line, name) for name in REPEATED}
    said["thing_kind"] = line.thing_kind or None
    if any(getattr(row, name) != value for name, value in said.items()):
        verdict.fault(row.seq, "its search columns say something else than its bytes")
    return line
