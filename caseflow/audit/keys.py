"""The data key under which details are sealed that belong to no root."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.crypto.keyring import Compartment, Keyring
from caseflow.crypto.models import DataKey
from caseflow.db import at_most, new_id

ROOT_KIND = "audit"
_known: WeakKeyDictionary[Keyring, UUID] = WeakKeyDictionary()


def audit_key(session: Session, keyring: Keyring) -> UUID:
    """The id of the trail's own data key; made at the first entry there ever is."""
    if keyring in _known:
        return _known[keyring]
    found = session.scalar(
        sa.select(DataKey.id)
        .where(DataKey.root_kind == ROOT_KIND)
        .order_by(DataKey.created.desc())
        .limit(at_most(1))
    )
    if found is None:
        found = keyring.make(
            session,
            kind=ROOT_KIND,
            root_id=new_id(),
            compartment=Compartment.SYSTEM,
            now=datetime.now(UTC),
        )
        session.flush()
        return found
    _known[keyring] = found
    return found
