"""After each commit that signed a checkpoint, and when a process ends, the head goes to the home.

Whether the trail contains what was kept before is asked within the transaction; the file is
written once the commit is done. A head that cannot be kept is logged and changes no answer:
`flask doctor` says that the file is behind.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from caseflow.audit.chain import Malformed
from caseflow.audit.session_values import HEAD_FILE
from caseflow.audit.trail_head import Asks, Head, HeadFile, contains, last_head
from caseflow.db import WorkSession
from caseflow.session_values import SessionValue

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Signed:
    """A head that is kept when the commit is done, and what was kept before."""

    file: HeadFile
    head: Head
    known: Head | None


SIGNED = SessionValue["_Signed | None"]("signed_head")


def keep_after_commit(session: Session, size: int, hashed: bytes) -> None:
    """Have this head kept when the transaction is committed."""
    file = HEAD_FILE.get(session)
    if file is not None:
        SIGNED.put(session, _followed(file, Head(size, hashed), session.connection()))


def keep_last(engine: sa.Engine, file: HeadFile) -> None:
    """Keep the head as it is now: for whoever ends."""
    with engine.connect() as connection:
        head = last_head(connection)
        signed = _followed(file, head, connection) if head is not None else None
    _keep(signed)


def _followed(file: HeadFile, head: Head, connection: Asks) -> _Signed | None:
    try:
        known = file.read()
    except Malformed as wrong:
        log.warning("the kept head of the trail cannot be believed: %s", wrong)
        return None
    except OSError:
        log.exception("the kept head of the trail cannot be read")
        return None
    if known is not None and not contains(connection, known):
        log.error("the trail does not contain its kept head of %d entries", known.size)
        return None
    return _Signed(file, head, known)


def _keep(signed: _Signed | None) -> None:
    if signed is None:
        return
    try:
        signed.file.advance(signed.head, known=signed.known)
    except (Malformed, OSError):
        log.exception("the head of the trail could not be kept")


@event.listens_for(WorkSession, "after_commit")
def _after_commit(session: Session) -> None:
    _keep(SIGNED.take(session))


@event.listens_for(WorkSession, "after_soft_rollback")
def _after_rollback(session: Session, _transaction: Any) -> None:
    SIGNED.take(session)
