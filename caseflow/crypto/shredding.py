"""Shredding: destroying keys so that what they sealed is gone, in backups too when they expire."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, event, or_, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, registry

from caseflow.crypto import epoch
from caseflow.crypto.fields import sealed_models
from caseflow.crypto.holds import held
from caseflow.crypto.keyring import keyring_of
from caseflow.crypto.models import DataKey
from caseflow.crypto.tokens import owner_models, row_models
from caseflow.db import WITH_WITHDRAWN, Base
from caseflow.errors import Refused
from caseflow.labels import _
from caseflow.session_values import SessionValue, for_system

Roots = Collection[tuple[str, UUID]]
PATIENCE = 3000
"""Milliseconds a checkpoint waits for readers before it leaves the log to a later one."""


@dataclass(frozen=True)
class Shredded:
    """What a shredding destroyed, for its certificate."""

    keys: tuple[UUID, ...]
    rows: int
    token_owners: int


def shred(
    session: Session,
    roots: Roots,
    *,
    now: datetime,
    rows: Iterable[Any] = (),
    among: registry = Base.registry,
) -> Shredded:
    """Destroy every data key of these sealing roots (kind, id), and their search tokens.

    A row dies with its root when its `root_id` is among them; rows of tables without `root_id`
    die when they stand in `rows`. Rows that came by merge keep their former root's key: name that
    root too. Raises Refused when any other row uses one of the keys, or when a dying row or a
    root is held. Needs a session that every row is visible to (`info["purpose"]`); raises
    RuntimeError otherwise, since a row out of sight would be lost. On SQLite the commit is
    followed by a truncating checkpoint, so that no wrapped key stays behind in the log.
    """
    if not for_system(session):
        raise RuntimeError("shredding needs a session that sees every row")
    session.flush()
    epoch.bump(session)
    keys = _keys(session, roots)
    ids = [key.id for key in keys]
    dying = {root_id for _kind, root_id in roots}
    count = _refuse_living(session, ids, dying, set(rows), among)
    owners = _forget_tokens(session, ids, among)
    for key in keys:
        key.wrapped = None
        key.shredded = now
    session.flush()
    keyring_of(session).forget()
    event.listen(session, "after_commit", _clean_up, once=True)
    return Shredded(tuple(ids), count, owners)


def truncate_log(engine: Engine) -> bool:
    """Empty SQLite's write-ahead log; False when readers kept it busy, True elsewhere."""
    if engine.dialect.name != "sqlite":
        return True
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        (patience,) = _first(cursor, "PRAGMA busy_timeout")
        _first(cursor, f"PRAGMA busy_timeout={PATIENCE}")
        busy, _pages, _moved = _first(cursor, "PRAGMA wal_checkpoint(TRUNCATE)")
        _first(cursor, f"PRAGMA busy_timeout={patience}")
        cursor.close()
    finally:
        connection.close()
    return not busy


def _first(cursor: Any, statement: str) -> Any:
    return cursor.execute(statement).fetchone()


LOG_TRUNCATED = SessionValue[bool]("log_truncated")
"""Whether the write-ahead log was emptied after keys were shredded."""


def _clean_up(session: Session) -> None:
    engine = session.get_bind()
    engine = engine if isinstance(engine, Engine) else engine.engine
    LOG_TRUNCATED.put(session, truncate_log(engine))


def _keys(session: Session, roots: Roots) -> list[DataKey]:
    """The living keys of the roots, locked against rows that are being sealed just now."""
    one_of = [(DataKey.root_kind == kind) & (DataKey.root_id == root_id) for kind, root_id in roots]
    if not one_of:
        return []
    living = select(DataKey).where(or_(*one_of), DataKey.wrapped.is_not(None)).with_for_update()
    found = session.scalars(living.execution_options(populate_existing=True))
    return sorted(found, key=lambda key: key.id)


def _refuse_living(
    session: Session, keys: list[UUID], dying: set[UUID], listed: set[Any], among: registry
) -> int:
    """How many rows die; raises Refused when one lives on or is held."""
    count = 0
    roots = set(dying)
    for model in sealed_models(among):
        for row in _users(session, model, keys):
            count += 1
            root_id = getattr(row, "root_id", None)
            if root_id is not None:
                roots.add(root_id)
            if root_id not in dying and row not in listed:
                raise Refused(_("This cannot be erased: part of it is in use elsewhere."))
    if held(session, roots):
        raise Refused(_("This cannot be erased: it is under a hold."))
    return count


def _users(session: Session, model: type[Any], keys: list[UUID]) -> Iterable[Any]:
    used = select(model).where(model.data_key_id.in_(keys)).with_for_update(of=model)
    options = {"populate_existing": True, **WITH_WITHDRAWN}
    return session.scalars(used.execution_options(**options))


def _forget_tokens(session: Session, keys: list[UUID], among: registry) -> int:
    count = 0
    for owner in owner_models(among):
        gone = list(session.scalars(select(owner.id).where(owner.data_key_id.in_(keys))))
        count += len(gone)
        if not gone:
            continue
        for tokens in row_models(owner, among):
            session.execute(delete(tokens).where(tokens.owner_id.in_(gone)))
        session.execute(delete(owner).where(owner.id.in_(gone)))
    return count
