"""The keyring of a process: makes data keys, opens them, and seals small things under them."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, select
from sqlalchemy.orm import Session

from caseflow.crypto import envelope
from caseflow.crypto.cache import KeyCache
from caseflow.crypto.domains import Domains
from caseflow.crypto.envelope import DataCipher, lp
from caseflow.crypto.errors import Erased, SealBroken
from caseflow.crypto.models import Compartment, DataKey, KeyEpoch, KeyGroup
from caseflow.crypto.provider import Provider
from caseflow.db import Id, keep, new_id
from caseflow.session_values import SessionValue

log = logging.getLogger(__name__)
KEYS = cast("Table", DataKey.__table__)

__all__ = ["KEYRING", "Compartment", "Keyring", "keyring_of"]


KEYRING: SessionValue[Keyring] = SessionValue("keyring")
"""Opens and makes the keys of one database."""


def keyring_of(session: Session) -> Keyring:
    """The keyring that the edge gave this session; raises RuntimeError when it gave none."""
    keyring = KEYRING.get(session)
    if keyring is None:
        raise RuntimeError("the session carries no keyring")
    return keyring


class Keyring:
    """Data keys of one database, opened when needed and forgotten soon.

    `providers` gives a provider for each key group (`secrets.load_or_create(…).providers`).
    """

    def __init__(
        self,
        providers: Mapping[KeyGroup, Provider],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.domains = Domains(providers)
        self.cache = KeyCache(clock)

    def __repr__(self) -> str:
        return f"<Keyring with {len(self.cache)} keys open>"

    def start(self, session: Session, *, now: datetime) -> None:
        """Open all domain keys and make missing ones; the caller commits. Safe to repeat."""
        self.domains.start(session, now)
        self.cache.saw(session.scalar(select(KeyEpoch.number)) or 0)

    @property
    def token_root(self) -> bytes:
        """The secret of all search tokens; raises RuntimeError before `start`."""
        return self.domains.token_root

    def make(
        self,
        session: Session,
        *,
        kind: str,
        root_id: UUID,
        compartment: Compartment,
        now: datetime,
        generation: int = 1,
    ) -> UUID:
        """A new data key for a sealing root, added to the session; usable at once.

        A further key of the same root takes the next `generation`.
        """
        domain = self.domains.current(session, compartment, now)
        secret = os.urandom(envelope.KEY)
        values = _new_key(domain, secret, kind, root_id, generation, now)
        session.add(DataKey(**values))
        cipher = DataCipher(values["id"], generation, secret)
        self.cache.put([cipher])
        return cipher.key_id

    def make_many(
        self,
        session: Session,
        *,
        kind: str,
        root_ids: Sequence[UUID],
        compartment: Compartment,
        now: datetime,
    ) -> list[UUID]:
        """A first data key for each of these sealing roots, written at once with one statement.

        As many as the cache holds stay open, which is what one batch should seal.
        """
        if not root_ids:
            return []
        domain = self.domains.current(session, compartment, now)
        rows, opened = [], []
        for root_id in root_ids:
            secret = os.urandom(envelope.KEY)
            rows.append(_new_key(domain, secret, kind, root_id, 1, now))
            opened.append(DataCipher(rows[-1]["id"], 1, secret))
        session.connection().execute(insert(KEYS), rows)
        self.cache.put(opened)
        return [cipher.key_id for cipher in opened]

    def ciphers(self, session: Session, ids: Iterable[UUID]) -> dict[UUID, DataCipher]:
        """The opened data keys among `ids`; shredded and broken ones are left out (`faults`).

        One statement at most when the domain keys are open. A key shredded by another process
        opens here for at most two seconds more.
        """
        wanted = set(ids)
        found = self.cache.get(wanted)
        missing = wanted - found.keys()
        if missing or (wanted and self.cache.must_ask()):
            rows, epoch = _fetch(session, missing)
            if epoch is not None and self.cache.saw(epoch):
                self.domains.forget()
                if found:
                    found = {}
                    rows, _same = _fetch(session, wanted)
            fresh, stale = self._open(session, rows)
            if stale:
                # a rotation ended between the two looks: these are under a newer domain key
                rows, _same = _fetch(session, stale)
                fresh += self._open(session, rows)[0]
            self.cache.put(fresh)
            found.update((cipher.key_id, cipher) for cipher in fresh)
            if wanted - found.keys():
                found.update(self._unwritten(session, wanted - found.keys()))
        return found

    def cipher(self, session: Session, key_id: UUID) -> DataCipher:
        """One opened data key; raises Erased for a shredded one, SealBroken for a broken one."""
        found = self.ciphers(session, (key_id,)).get(key_id)
        if found is None:
            raise self.faults(session, (key_id,))[key_id]
        return found

    def faults(self, session: Session, ids: Iterable[UUID]) -> dict[UUID, Erased | SealBroken]:
        """Why each of these keys does not open: it was shredded, or its row is broken or gone."""
        with session.no_autoflush:
            shredded = set(session.scalars(_SHREDDED, {"ids": list(ids)}))
        return {key_id: Erased() if key_id in shredded else SealBroken() for key_id in ids}

    def forget(self) -> None:
        """Drop every opened data and domain key of this process."""
        self.cache.clear()
        self.domains.forget()

    def seal_detail(
        self, session: Session, data_key_id: UUID, purpose: str, owner: bytes | UUID, data: bytes
    ) -> bytes:
        """Seal bytes that are no column (an audit detail, a draft) for one owner and purpose."""
        cipher = self.cipher(session, data_key_id)
        associated = _detail(cipher, purpose, owner)
        return envelope.seal(cipher.aead, cipher.head, data, associated)

    def open_detail(
        self, session: Session, data_key_id: UUID, purpose: str, owner: bytes | UUID, data: bytes
    ) -> bytes:
        """Open what `seal_detail` made; raises SealBroken or Erased.

        Before opening many, call `ciphers` once with all their keys.
        """
        cipher = self.cipher(session, data_key_id)
        if data[: envelope.HEADER] != cipher.head:
            raise SealBroken
        return envelope.unseal(cipher.aead, data, _detail(cipher, purpose, owner))

    def _open(self, session: Session, keys: Sequence[Any]) -> tuple[list[DataCipher], set[UUID]]:
        """The live ones among `keys`, opened, and the ids of those whose domain key is gone."""
        live = [key for key in keys if key.wrapped is not None]
        domains = self.domains.opened(session, {key.domain_key_id for key in live})
        opened = []
        for key in live:
            if key.domain_key_id in domains:
                try:
                    secret = unwrap(domains[key.domain_key_id], key)
                except SealBroken:  # the others open all the same
                    log.exception("broken seal: data key %s", key.id)
                else:
                    opened.append(DataCipher(key.id, key.generation, secret))
        return opened, {key.id for key in live if key.domain_key_id not in domains}

    def _unwritten(self, session: Session, ids: set[UUID]) -> dict[UUID, DataCipher]:
        """Keys made in this session, not flushed yet and already pushed out of the cache."""
        keys = [key for key in session.new if isinstance(key, DataKey) and key.id in ids]
        return {cipher.key_id: cipher for cipher in self._open(session, keys)[0]}


def _new_key(
    domain: DataCipher, secret: bytes, kind: str, root_id: UUID, generation: int, now: datetime
) -> dict[str, Any]:
    key = {
        "id": new_id(),
        "generation": generation,
        "root_kind": kind,
        "root_id": root_id,
        "domain_key_id": domain.key_id,
        "created": now,
    }
    return {**key, "wrapped": wrap(domain, SimpleNamespace(**key), secret)}


def wrap(domain: DataCipher, key: Any, secret: bytes) -> bytes:
    """A data key's secret, sealed under a domain key and bound to its root and generation."""
    return envelope.seal(domain.aead, domain.head, secret, _wrapping(domain, key))


def unwrap(domain: DataCipher, key: Any) -> bytes:
    """The secret of a data key; raises SealBroken when its row was tampered with."""
    if key.wrapped[: envelope.HEADER] != domain.head:
        raise SealBroken
    try:
        bound = _wrapping(domain, key)
    except (AttributeError, OverflowError) as wrong:  # another kind of value than a key has
        raise SealBroken from wrong
    return envelope.unseal(domain.aead, key.wrapped, bound)


def _wrapping(domain: DataCipher, key: Any) -> bytes:
    return lp(
        domain.head,
        b"data key",
        key.root_kind.encode(),
        key.root_id.bytes,
        key.generation.to_bytes(4, "big"),
        key.id.bytes,
        domain.key_id.bytes,
    )


def _detail(cipher: DataCipher, purpose: str, owner: bytes | UUID) -> bytes:
    owned = owner.bytes if isinstance(owner, UUID) else owner
    return lp(cipher.head, b"detail:" + purpose.encode(), owned, cipher.key_id.bytes)


def _fetch(session: Session, ids: set[UUID]) -> tuple[Sequence[Any], int | None]:
    """Wrapped keys and, where it came with them, the epoch of all caches: one statement."""
    with session.no_autoflush:
        if not ids:
            return (), session.scalar(_EPOCH) or 0
        rows = _readable(session, list(ids))
    return rows, (rows[0].epoch or 0) if rows else None


def _readable(session: Session, ids: list[UUID]) -> Sequence[Any]:
    """The rows of these keys; one in which stands what no key has is left out, as a broken one."""
    try:
        return session.execute(_KEYS, {"ids": ids}).all()
    except (TypeError, ValueError):
        if len(ids) > 1:
            return [row for key_id in ids for row in _readable(session, [key_id])]
        log.exception("broken seal: data key %s", ids[0])
        return ()


_EPOCH = keep(select(KeyEpoch.number))
_SHREDDED = keep(
    select(DataKey.id).where(
        DataKey.id.in_(bindparam("ids", type_=Id(), expanding=True)),
        DataKey.wrapped.is_(None),
        DataKey.shredded.is_not(None),
    )
)
_KEYS = keep(
    select(
        DataKey.id,
        DataKey.generation,
        DataKey.root_kind,
        DataKey.root_id,
        DataKey.domain_key_id,
        DataKey.wrapped,
        _EPOCH.scalar_subquery().label("epoch"),
    ).where(DataKey.id.in_(bindparam("ids", type_=Id(), expanding=True)))
)
