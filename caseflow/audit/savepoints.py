"""What a savepoint takes back, the trail forgets: exactly that, and nothing else.

A flush that fails takes back the innermost savepoint around it, or the whole transaction where
there is none. Acts that were recorded before that savepoint began stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import event
from sqlalchemy.orm import Session

from caseflow.audit.record import Frame, Pending, frames, pending
from caseflow.audit.session_values import PURPOSE_RECORDED, TRAIL_CLOSED
from caseflow.audit.written_rows import written_rows
from caseflow.db import WorkSession
from caseflow.session_values import SessionValue


@dataclass(frozen=True)
class EntryMark:
    """How far an entry of an open act was when a savepoint began."""

    changes: int
    facts: dict[str, Any]
    root_id: UUID | None
    entity_id: UUID | None
    detail_key_id: UUID | None

    @classmethod
    def of(cls, entry: Pending) -> EntryMark:
        """The mark of an entry as it is now."""
        return cls(
            len(entry.changes),
            dict(entry.facts),
            entry.root_id,
            entry.entity_id,
            entry.detail_key_id,
        )

    def restore(self, entry: Pending) -> None:
        """Make the entry again what it was."""
        del entry.changes[self.changes :]
        entry.facts = dict(self.facts)
        entry.root_id = self.root_id
        entry.entity_id = self.entity_id
        entry.detail_key_id = self.detail_key_id


@dataclass(frozen=True)
class FrameMark:
    """How far an open act was: its one entry, or its entries by root."""

    entry: EntryMark | None
    per_root: dict[UUID, EntryMark]

    @classmethod
    def of(cls, frame: Frame) -> FrameMark:
        """The mark of an open act as it is now."""
        entry = EntryMark.of(frame.entry) if frame.entry is not None else None
        return cls(entry, {root: EntryMark.of(each) for root, each in frame.per_root.items()})

    def restore(self, frame: Frame) -> None:
        """Take out of an open act what it has gained since."""
        if frame.entry is not None and self.entry is not None:
            self.entry.restore(frame.entry)
        for root_id in set(frame.per_root) - set(self.per_root):
            del frame.per_root[root_id]
        for root_id, mark in self.per_root.items():
            mark.restore(frame.per_root[root_id])


@dataclass(frozen=True)
class SavepointMark:
    """How much the trail knew when a savepoint began."""

    acts: int
    written: int
    frames: tuple[tuple[Frame, FrameMark], ...]

    @classmethod
    def of(cls, session: Session) -> SavepointMark:
        """The mark of a session as it is now."""
        opened = tuple((frame, FrameMark.of(frame)) for frame in frames(session))
        return cls(len(pending(session)), len(written_rows(session)), opened)

    def restore(self, session: Session) -> None:
        """Forget what came after the mark."""
        del pending(session)[self.acts :]
        del written_rows(session)[self.written :]
        for frame, mark in self.frames:
            mark.restore(frame)


NOTHING = FrameMark(EntryMark(0, {}, None, None, None), {})


MARKS = SessionValue[WeakKeyDictionary[Any, SavepointMark]]("savepoint_marks")


def _marks(session: Session) -> WeakKeyDictionary[Any, SavepointMark]:
    return MARKS.made(session, WeakKeyDictionary)


@event.listens_for(WorkSession, "after_transaction_create")
def _begin(session: Session, transaction: Any) -> None:
    if transaction.nested:
        _marks(session)[transaction] = SavepointMark.of(session)


@event.listens_for(WorkSession, "after_soft_rollback")
def _take_back(session: Session, transaction: Any) -> None:
    """Also called for the transaction of one flush: then the savepoint around it was taken back."""
    while not transaction.nested and transaction.parent is not None:
        transaction = transaction.parent
    mark = _marks(session).get(transaction) if transaction.nested else None
    if mark is not None:
        mark.restore(session)
        return
    forget_transaction(session)
    PURPOSE_RECORDED.take(session)
    for frame in frames(session):
        NOTHING.restore(frame)


def forget_transaction(session: Session) -> None:
    """Forget all acts and written rows: the transaction was taken back, or is over."""
    pending(session).clear()
    written_rows(session).clear()
    TRAIL_CLOSED.take(session)


@event.listens_for(WorkSession, "after_transaction_end")
def _end(session: Session, transaction: Any) -> None:
    if transaction.parent is None:
        forget_transaction(session)
