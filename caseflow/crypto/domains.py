"""Domain keys: found, made and opened; the middle tier between provider and data keys."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from caseflow.crypto import envelope
from caseflow.crypto.envelope import DataCipher, lp
from caseflow.crypto.models import Compartment, DomainKey, KeyGroup, KeyState, KeyUse
from caseflow.crypto.provider import Provider
from caseflow.crypto.scope import scope
from caseflow.db import at_most, new_id

TIMELESS = 0
"""The year of keys that belong to no retention year."""


def binding(key: DomainKey) -> bytes:
    """What a wrapped domain key is bound to, so that no two can change places."""
    year, version = key.year.to_bytes(4, "big"), key.version.to_bytes(4, "big")
    return lp(
        b"domain key", key.use.encode(), key.compartment.encode(), year, version, key.id.bytes
    )


class Domains:
    """The opened domain keys of one process; each is unwrapped by its provider once."""

    def __init__(self, providers: Mapping[KeyGroup, Provider]) -> None:
        self.providers = providers
        self._opened: dict[UUID, DataCipher] = {}
        self._roots: dict[int, bytes] = {}

    def current(self, session: Session, compartment: Compartment, now: datetime) -> DataCipher:
        """The key that wraps this year's new data keys; made when there is none yet.

        It is looked up once a transaction and share-locked, so that it cannot retire meanwhile.
        """
        name = (compartment, now.year)
        if (cipher := scope(session).get(name)) is None:
            with session.no_autoflush:
                key = self._active(session, KeyUse.SEALING, compartment, now.year)
            if key is None:
                key = self._create(session, KeyUse.SEALING, compartment, now.year, now)
            cipher = self._open(key)
            scope(session)[name] = cipher
        return cipher

    def opened(self, session: Session, ids: Iterable[UUID]) -> dict[UUID, DataCipher]:
        """Those domain keys that exist, opened; one statement for the ones not open yet."""
        wanted = set(ids)
        opened = self._opened
        found = {key_id: opened[key_id] for key_id in wanted & opened.keys()}
        if missing := wanted - found.keys():
            with session.no_autoflush:
                for key in session.scalars(select(DomainKey).where(DomainKey.id.in_(missing))):
                    found[key.id] = self._open(key)
        return found

    def forget(self) -> None:
        """Drop every opened domain key, so that retired ones leave the memory too."""
        self._opened = {}

    def start(self, session: Session, now: datetime) -> None:
        """Open every domain key; make those this year needs and the root of the tokens."""
        for key in session.scalars(select(DomainKey)):
            if key.use == KeyUse.SEALING:
                self._open(key)
            else:
                self._roots[key.version] = self._unwrap(key)
        for compartment in Compartment:
            self.current(session, compartment, now)
        if not self._roots:
            key = self._create(session, KeyUse.TOKENS, Compartment.SYSTEM, TIMELESS, now)
            self._roots[key.version] = self._unwrap(key)

    @property
    def token_root(self) -> bytes:
        """The secret all search tokens come from; raises RuntimeError before `start`."""
        if not self._roots:
            raise RuntimeError("the keyring has not been started on its database")
        return self._roots[max(self._roots)]

    def add(
        self, use: KeyUse, compartment: Compartment, year: int, version: int, now: datetime
    ) -> DomainKey:
        """A new domain key, wrapped by its group's provider; not yet added to a session."""
        provider = self.providers[compartment.group]
        key = DomainKey(
            id=new_id(),
            use=use,
            compartment=compartment,
            year=year,
            version=version,
            provider_version=provider.active_version,
            state=KeyState.ACTIVE,
            created=now,
        )
        key.wrapped = provider.wrap(os.urandom(envelope.KEY), binding(key))
        return key

    def _create(
        self, session: Session, use: KeyUse, compartment: Compartment, year: int, now: datetime
    ) -> DomainKey:
        try:
            with session.begin_nested():
                key = self.add(use, compartment, year, 1, now)
                session.add(key)
        except IntegrityError:
            # another process made it between our look and our insert
            found = self._active(session, use, compartment, year)
            if found is None:
                raise
            return found
        return key

    def _active(
        self, session: Session, use: KeyUse, compartment: Compartment, year: int
    ) -> DomainKey | None:
        return session.scalars(_active_key(use, compartment, year)).first()

    def _open(self, key: DomainKey) -> DataCipher:
        opened = self._opened
        if (cipher := opened.get(key.id)) is None:
            cipher = opened[key.id] = DataCipher(key.id, key.version, self._unwrap(key))
        return cipher

    def _unwrap(self, key: DomainKey) -> bytes:
        return self.providers[key.compartment.group].unwrap(key.wrapped, binding(key))


def _active_key(use: KeyUse, compartment: Compartment, year: int) -> Select[DomainKey]:
    return (
        select(DomainKey)
        .where(
            DomainKey.use == use,
            DomainKey.compartment == compartment,
            DomainKey.year == year,
            DomainKey.state == KeyState.ACTIVE,
        )
        .order_by(DomainKey.version.desc())
        .limit(at_most(1))
        .execution_options(populate_existing=True)
        .with_for_update(read=True)
    )
