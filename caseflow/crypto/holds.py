"""Holds: what must be kept cannot be shredded, whoever's key seals it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseflow.crypto import epoch
from caseflow.crypto.models import Hold
from caseflow.db import new_id


def hold(session: Session, *, kind: str, root_id: UUID, now: datetime) -> UUID:
    """Forbid shredding any key that rows of this root use; returns the hold's id.

    Holds add up: the root is free when each of them has been released.
    """
    epoch.lock(session)
    placed = Hold(id=new_id(), root_kind=kind, root_id=root_id, placed=now)
    session.add(placed)
    session.flush()
    return placed.id


def release(session: Session, hold_id: UUID, *, now: datetime) -> None:
    """End one hold; raises KeyError when there is none with this id, or it has ended."""
    epoch.lock(session)
    placed = session.get(Hold, hold_id)
    if placed is None or placed.released is not None:
        raise KeyError(hold_id)
    placed.released = now
    session.flush()


def held(session: Session, roots: Collection[UUID]) -> set[UUID]:
    """Those of these roots that somebody holds."""
    if not roots:
        return set()
    return set(
        session.scalars(
            select(Hold.root_id).where(Hold.root_id.in_(roots), Hold.released.is_(None))
        )
    )
