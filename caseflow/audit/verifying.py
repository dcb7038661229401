"""Proving the trail: every byte, link, checkpoint and repeated column, and each row's root."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.audit.chain import GENESIS, Line, Malformed, decode, link, read_note
from caseflow.audit.models import Checkpoint, Entry
from caseflow.db import at_most

BATCH = 2000
LISTED = 20


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
    marks = _marks(session, public_key, verdict)
    if witnessed is not None:
        marks.setdefault(witnessed[0], []).append(witnessed[1])
    last_at = None
    for row in _entries(session):
        line = _check(row, verdict)
        verdict.entries += 1
        verdict.head = link(verdict.head, bytes(row.body))
        if verdict.head != bytes(row.hash):
            verdict.fault(row.seq, "its hash does not follow from what came before")
            verdict.head = bytes(row.hash)
        if line is not None and last_at is not None and line.at < last_at:
            verdict.fault(row.seq, "it is earlier than the entry before it")
        last_at = line.at if line is not None else last_at
        for head in marks.pop(row.seq, ()):
            if head != verdict.head:
                verdict.fault(row.seq, "a signed checkpoint says otherwise")
    for size in marks:
        verdict.fault(verdict.entries + 1, f"a checkpoint knows {size} entries; the end is missing")
    return verdict


def _entries(session: Session) -> Iterator[Any]:
    after = 0
    columns = [getattr(Entry, name) for name in Entry.__mapper__.columns.keys()]  # noqa: SIM118
    while True:
        rows = session.execute(
            sa.select(*columns).where(Entry.seq > after).order_by(Entry.seq).limit(at_most(BATCH))
        ).all()
        if not rows:
            return
        yield from rows
        after = rows[-1].seq


def _marks(session: Session, public_key: bytes, verdict: Verdict) -> dict[int, list[bytes]]:
    marks: dict[int, list[bytes]] = {}
    for mark in session.scalars(sa.select(Checkpoint).order_by(Checkpoint.seq)):
        verdict.checkpoints += 1
        try:
            size, head = read_note(mark.note, public_key)
        except (Malformed, ValueError) as wrong:
            verdict.fault(mark.seq, str(wrong))
            continue
        if size != mark.seq:
            verdict.fault(mark.seq, "a checkpoint stands at the wrong place")
        marks.setdefault(size, []).append(head)
    return marks


def _check(row: Any, verdict: Verdict) -> Line | None:
    if row.seq != verdict.entries + 1:
        verdict.fault(row.seq, "an entry is missing before it")
        verdict.entries = row.seq - 1
    try:
        line = decode(bytes(row.body))
    except (Malformed, ValueError):
        verdict.fault(row.seq, "its bytes are not an entry")
        return None
    said = (
        line.seq,
        line.at,
        line.act,
        line.outcome,
        line.actor_id,
        line.thing_kind or None,
        line.thing_id,
        line.root_id,
        line.entity_id,
    )
    stored = (
        row.seq,
        row.at,
        row.act,
        row.outcome,
        row.actor_id,
        row.thing_kind,
        row.thing_id,
        row.root_id,
        row.entity_id,
    )
    if said != stored:
        verdict.fault(row.seq, "its search columns say something else than its bytes")
    return line
