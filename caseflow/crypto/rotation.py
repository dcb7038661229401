"""Rotation of keys while the system runs: done in small steps, and finished by asking again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, runtime_checkable
from uuid import UUID

from sqlalchemy import bindparam, delete, exists, func, select, update
from sqlalchemy.orm import Session

from caseflow.crypto import epoch
from caseflow.crypto.domains import binding
from caseflow.crypto.envelope import DataCipher
from caseflow.crypto.errors import SealBroken
from caseflow.crypto.keyring import Keyring, unwrap, wrap
from caseflow.crypto.models import (
    DataKey,
    DomainKey,
    Hold,
    KeyEpoch,
    KeyState,
    KeyUse,
)
from caseflow.crypto.provider import Provider
from caseflow.db import at_most

BATCH = 500


@runtime_checkable
class Rotating(Provider, Protocol):
    """A provider that makes its own new versions; a key vault is rotated where it stands."""

    def add_version(self) -> int:
        """Add a version that unwraps; returns its number."""

    def promote(self, version: int) -> None:
        """Make a version the one that wraps."""


def begin_provider(session: Session, keyring: Keyring) -> int:
    """New provider versions, unless a rotation is unfinished; how many groups got one promoted."""
    rotating = [p for p in keyring.domains.providers.values() if isinstance(p, Rotating)]
    if all(p.active_version == max(p.versions) for p in rotating):
        if provider_left(session, keyring):
            return 0
        for provider in rotating:
            provider.add_version()
    # all are added before the first is promoted: a kill in between shows as a version to promote
    unpromoted = [p for p in rotating if p.active_version != max(p.versions)]
    for provider in unpromoted:
        provider.promote(max(provider.versions))
    return len(unpromoted)


def provider_left(session: Session, keyring: Keyring) -> int:
    """How many domain keys are still wrapped by an older provider version."""
    return len(_behind(session, keyring))


def step_provider(session: Session, keyring: Keyring) -> int:
    """Wrap every domain key by its provider's active version; returns how many changed."""
    changed = 0
    for key in _behind(session, keyring):
        provider = keyring.domains.providers[key.compartment.group]
        secret = provider.unwrap(key.wrapped, binding(key))
        result: Any = session.execute(
            update(DomainKey)
            .where(DomainKey.id == key.id, DomainKey.wrapped == key.wrapped)
            .values(
                wrapped=provider.wrap(secret, binding(key)),
                provider_version=provider.active_version,
            )
            .execution_options(synchronize_session=False)
        )
        changed += result.rowcount
    session.expire_all()
    return changed


def begin_domain(session: Session, keyring: Keyring, *, now: datetime) -> int:
    """A new version of every domain key, unless a rotation is unfinished; how many retire."""
    if session.scalar(select(exists().where(DomainKey.state == KeyState.RETIRING))):
        return 0
    retiring = session.scalars(
        select(DomainKey)
        .where(DomainKey.use == KeyUse.SEALING, DomainKey.state == KeyState.ACTIVE)
        .with_for_update()
    ).all()
    for key in retiring:
        key.state = KeyState.RETIRING
        session.add(keyring.domains.add(key.use, key.compartment, key.year, key.version + 1, now))
    session.flush()
    return len(retiring)


def domain_left(session: Session) -> int:
    """How many data keys are still wrapped by a retiring domain key."""
    old = select(DomainKey.id).where(DomainKey.state == KeyState.RETIRING)
    return (
        session.scalar(
            select(func.count()).select_from(DataKey).where(DataKey.domain_key_id.in_(old))
        )
        or 0
    )


@dataclass(frozen=True)
class Step:
    """One batch of a domain rotation: how many were re-wrapped or found broken, and the last."""

    rewrapped: int
    broken: int
    last: UUID | None


def step_domain(
    session: Session, keyring: Keyring, *, after: UUID | None = None, batch: int = BATCH
) -> Step:
    """Wrap up to `batch` data keys, those behind `after`, by the active domain keys.

    A key that somebody else changed meanwhile keeps what they wrote. A broken one is left, and
    its domain key with it, for a person to look at.
    """
    old = select(DomainKey).where(DomainKey.state == KeyState.RETIRING)
    retiring = {key.id: key for key in session.scalars(old)}
    targets = {key_id: _successor(session, key).id for key_id, key in retiring.items()}
    keys = session.scalars(
        select(DataKey)
        .where(DataKey.domain_key_id.in_(retiring), DataKey.id > (after or UUID(int=0)))
        .order_by(DataKey.id)
        .limit(at_most(batch))
        .execution_options(populate_existing=True)
    ).all()
    ciphers = keyring.domains.opened(session, [*retiring, *targets.values()])
    changes, broken = [], 0
    for key in keys:
        try:
            changes.append(
                _change(key, ciphers[key.domain_key_id], ciphers[targets[key.domain_key_id]])
            )
        except SealBroken:
            broken += 1
    _write(session, changes)
    step = Step(len(changes), broken, keys[-1].id if keys else None)
    session.expire_all()
    return step


def _change(key: DataKey, before: DataCipher, after: DataCipher) -> dict[str, Any]:
    fresh = None if key.wrapped is None else wrap(after, key, unwrap(before, key))
    return {"key": key.id, "old": key.wrapped, "new": fresh, "domain": after.key_id}


def end_domain(session: Session) -> int:
    """Destroy retiring domain keys that wrap nothing any more; returns how many.

    The foreign key of data keys refuses the deletion of one that is in use after all.
    """
    used = exists().where(DataKey.domain_key_id == DomainKey.id)
    result: Any = session.execute(
        delete(DomainKey)
        .where(DomainKey.state == KeyState.RETIRING, ~used)
        .execution_options(synchronize_session=False)
    )
    session.expire_all()
    gone: int = result.rowcount
    if gone:
        epoch.bump(session)
    return gone


def rotate_provider(session: Session, keyring: Keyring) -> dict[str, int]:
    """Rotate the provider keys to the end, committing; an interrupted run is resumed."""
    begun = begin_provider(session, keyring)
    rewrapped = step_provider(session, keyring)
    session.commit()
    left = provider_left(session, keyring)
    session.commit()
    return {"new_versions": begun, "rewrapped": rewrapped, "left": left}


def rotate_domain(
    session: Session,
    keyring: Keyring,
    *,
    now: datetime,
    after_batch: Callable[[int], None] = lambda _left: None,
) -> dict[str, int]:
    """Rotate the domain keys to the end, committing after each batch; resumed when interrupted.

    `after_batch` is told how many data keys are left.
    """
    begin_domain(session, keyring, now=now)
    session.commit()
    rewrapped, step = 0, step_domain(session, keyring)
    while step.last is not None:
        session.commit()
        rewrapped += step.rewrapped
        after_batch(domain_left(session))
        step = step_domain(session, keyring, after=step.last)
    retired = end_domain(session)
    session.commit()
    left = domain_left(session)
    session.commit()
    return {"rewrapped": rewrapped, "retired": retired, "left": left}


def status(session: Session, keyring: Keyring) -> dict[str, Any]:
    """How the keys stand; ``ok`` is false while a rotation is unfinished."""
    behind, left = _behind(session, keyring), domain_left(session)
    states = session.execute(select(DomainKey.state, func.count()).group_by(DomainKey.state))
    domains = {state.value: count for state, count in states}
    retiring = domains.get(KeyState.RETIRING.value, 0)
    total, shredded = session.execute(
        select(func.count(), func.count(DataKey.shredded)).select_from(DataKey)
    ).one()
    return {
        "ok": not behind and not retiring,
        "providers": {
            group.value: {
                "active": provider.active_version,
                "versions": list(provider.versions),
                "domain_keys_behind": sum(key.compartment.group == group for key in behind),
            }
            for group, provider in keyring.domains.providers.items()
        },
        "domain_keys": {"active": domains.get(KeyState.ACTIVE.value, 0), "retiring": retiring},
        "data_keys": {"total": total, "to_rewrap": left, "shredded": shredded},
        "holds": session.scalar(select(func.count()).where(Hold.released.is_(None))),
        "epoch": session.scalar(select(KeyEpoch.number)) or 0,
    }


def _behind(session: Session, keyring: Keyring) -> list[DomainKey]:
    providers = keyring.domains.providers
    return [
        key
        for key in session.scalars(select(DomainKey).order_by(DomainKey.id))
        if key.provider_version != providers[key.compartment.group].active_version
    ]


def _successor(session: Session, key: DomainKey) -> DomainKey:
    return session.scalars(
        select(DomainKey).where(
            DomainKey.use == key.use,
            DomainKey.compartment == key.compartment,
            DomainKey.year == key.year,
            DomainKey.state == KeyState.ACTIVE,
        )
    ).one()


def _write(session: Session, changes: list[dict[str, Any]]) -> None:
    """Compare and swap: only a blob that is still the old one is replaced.

    Gravestones have no blob; they only point to the newer domain key.
    """
    table: Any = DataKey.__table__
    for dead in (True, False):
        some = [change for change in changes if (change["old"] is None) is dead]
        same = table.c.wrapped.is_(None) if dead else table.c.wrapped == bindparam("old")
        statement = (
            update(table)
            .where(table.c.id == bindparam("key"), same)
            .values(wrapped=bindparam("new"), domain_key_id=bindparam("domain"))
        )
        if some:
            session.connection().execute(statement, some)
