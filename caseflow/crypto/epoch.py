"""The epoch of all key caches, which is also the one lock of shredding and holding."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from caseflow.crypto.models import KeyEpoch

_ONLY = 1


def lock(session: Session) -> KeyEpoch:
    """The epoch's row, locked until the transaction ends, so that holds and shreds take turns."""
    if (row := _find(session)) is not None:
        return row
    try:
        with session.begin_nested():
            session.add(KeyEpoch(id=_ONLY, number=1))
    except IntegrityError:
        pass  # another process wrote the first epoch a moment ago
    row = _find(session)
    if row is None:
        raise RuntimeError("the epoch of the keys can neither be found nor written")
    return row


def bump(session: Session) -> int:
    """Make every process forget its opened keys within seconds of the commit."""
    row = lock(session)
    row.number += 1
    session.flush()
    return row.number


def _find(session: Session) -> KeyEpoch | None:
    locked = select(KeyEpoch).where(KeyEpoch.id == _ONLY).with_for_update()
    return session.scalars(locked.execution_options(populate_existing=True)).one_or_none()
