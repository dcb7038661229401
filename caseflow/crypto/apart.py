"""Sealing something that is not stored here: it carries its own data key, wrapped."""

from __future__ import annotations

import os
from datetime import datetime
from types import SimpleNamespace
from uuid import UUID

from sqlalchemy.orm import Session

from caseflow.crypto import envelope
from caseflow.crypto.envelope import DataCipher, lp
from caseflow.crypto.errors import SealBroken
from caseflow.crypto.keyring import keyring_of, unwrap, wrap
from caseflow.crypto.models import Compartment
from caseflow.db import new_id

KIND = "apart"
GENERATION = 1
IDS = 32
WRAPPED = envelope.OVERHEAD + envelope.KEY


def seal_apart(
    session: Session, data: bytes, *, owner: UUID, compartment: Compartment, now: datetime
) -> bytes:
    """Seal bytes for one owner under a key made for this once, and hand both out together.

    ``data key id | domain key id | wrapped data key | sealed bytes``. Nothing is stored: whoever
    holds the bytes holds nothing without the domain key of this compartment.
    """
    domain = keyring_of(session).domains.current(session, compartment, now)
    secret = os.urandom(envelope.KEY)
    key = _key(new_id(), owner, domain.key_id)
    cipher = DataCipher(key.id, GENERATION, secret)
    sealed = envelope.seal(cipher.aead, cipher.head, data, _bound(cipher, owner))
    return b"".join((key.id.bytes, domain.key_id.bytes, wrap(domain, key, secret), sealed))


def open_apart(session: Session, blob: bytes, *, owner: UUID) -> bytes:
    """Open what `seal_apart` made for this owner. Raises SealBroken for anything else."""
    if len(blob) < IDS + WRAPPED + envelope.OVERHEAD:
        raise SealBroken
    key = _key(UUID(bytes=blob[:16]), owner, UUID(bytes=blob[16:IDS]))
    domain = keyring_of(session).domains.opened(session, (key.domain_key_id,))
    if key.domain_key_id not in domain:
        raise SealBroken
    key.wrapped = blob[IDS : IDS + WRAPPED]
    cipher = DataCipher(key.id, GENERATION, unwrap(domain[key.domain_key_id], key))
    return envelope.unseal(cipher.aead, blob[IDS + WRAPPED :], _bound(cipher, owner))


def _key(key_id: UUID, owner: UUID, domain_id: UUID) -> SimpleNamespace:
    values = {"id": key_id, "generation": GENERATION, "root_kind": KIND, "root_id": owner}
    return SimpleNamespace(**values, domain_key_id=domain_id)


def _bound(cipher: DataCipher, owner: UUID) -> bytes:
    return lp(cipher.head, KIND.encode(), owner.bytes, cipher.key_id.bytes)
