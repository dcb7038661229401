"""Sealing at the flush: when row id, data key and text are all known, and not before."""

from __future__ import annotations

from itertools import chain
from typing import Any
from uuid import UUID

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from caseflow.crypto.columns import Pending, Sealed, SealedRow
from caseflow.crypto.errors import Erased
from caseflow.crypto.fields import places
from caseflow.crypto.keyring import keyring_of
from caseflow.crypto.models import DataKey
from caseflow.crypto.scope import scope
from caseflow.db import new_id

_SAFE = "crypto.locked keys"


def install(session_class: type[Session]) -> None:
    """Make sessions of this class seal what was concealed, in every flush."""
    if not event.contains(session_class, "before_flush", seal_pending):
        event.listen(session_class, "before_flush", seal_pending)


def seal_pending(session: Session, _context: Any, _instances: Any) -> None:
    """Seal each pending value of new and changed rows, and open it once to prove the seal.

    Raises ValueError for a row without a data key, Erased when that key was shredded, SealBroken
    when it does not open.
    """
    work = list(_pending(session))
    if not work:
        return
    keys = {row.data_key_id for row, _name, _place, _text in work}
    hold(session, keys)
    ciphers = keyring_of(session).ciphers(session, keys)
    for row, name, place, text in work:
        cipher = ciphers.get(row.data_key_id)
        if cipher is None:
            raise keyring_of(session).faults(session, (row.data_key_id,))[row.data_key_id]
        token = place.seal(cipher, row.id.bytes, text.encode())
        # straight into the row's state: the attribute is already marked as changed, and its
        # history keeps the value that was there before
        row.__dict__[name] = Sealed(token)


def _pending(session: Session) -> Any:
    for row in chain(session.new, session.dirty):
        if not isinstance(row, SealedRow):
            continue
        state = row.__dict__
        for name, place in places(type(row)).items():
            value = state.get(name)
            if type(value) is Pending:
                _identify(row)
                yield row, name, place, value.text


def _identify(row: Any) -> None:
    if row.id is None:
        row.id = new_id()
    if row.data_key_id is None:
        raise ValueError(f"a new {type(row).__name__} needs its data_key_id before it is written")


def hold(session: Session, keys: set[UUID]) -> None:
    """Make sure that nobody shreds these keys before this transaction ends; raises Erased.

    Keys made in this session are nobody else's yet. SQLite's single writer needs no row locks,
    but the look whether the keys still live is needed there too.
    """
    new = {key.id for key in session.new if isinstance(key, DataKey)}
    safe: set[UUID] = scope(session).setdefault(_SAFE, set())
    safe |= new
    if not (unsure := keys - safe):
        return
    live = session.scalars(
        select(DataKey.id)
        .where(DataKey.id.in_(unsure), DataKey.wrapped.is_not(None))
        .with_for_update(read=True, key_share=True)
    ).all()
    if len(live) != len(unsure):
        raise Erased
    scope(session).setdefault(_SAFE, set()).update(live)
