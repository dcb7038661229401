"""Sealing what an earlier release left open: in small steps, and finished by asking again.

A column declared by `landed` holds words that people typed before it was sealed. Each step takes
at most `BATCH` rows, seals their words under the row's own key and empties the column, in one
transaction with its entries in the trail; pages go on meanwhile and read whichever there is.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.models import Membership, Protected, RootThing
from caseflow.audit.acts import TrailAct
from caseflow.audit.desk_words import code_roles, code_roots, keep_code, lock_roots, may_empty
from caseflow.audit.file_compaction import clean_files, mark_to_clean
from caseflow.audit.keys import audit_key
from caseflow.audit.open_words import count_open_rows, landed_models, stand_open
from caseflow.audit.record import act, act_per_root
from caseflow.crypto.columns import conceal
from caseflow.crypto.fields import landed_words
from caseflow.crypto.keyring import keyring_of
from caseflow.crypto.models import DataKey
from caseflow.crypto.opening import words_of
from caseflow.db import WITH_WITHDRAWN, at_most, trail_table
from caseflow.session_values import for_system

BATCH = 200
PAUSE = 0.02
"""Seconds between two steps, so that whoever waits for SQLite's write lock comes in between."""
PATIENCE = 40
"""How often to look again for rows that somebody else holds."""
LONG_PAUSE = 0.25
"""Seconds between two looks."""


@dataclass(frozen=True)
class SealingReport:
    """What a run did: rows sealed, rows emptied because their key is gone, rows left."""

    sealed: int
    erased: int
    left: int
    log_emptied: bool

    @property
    def ok(self) -> bool:
        """Whether nothing stands open any more, in the log of SQLite neither."""
        return not self.left and self.log_emptied


def seal_landed(
    session: Session, *, after_step: Callable[[int], None] = lambda _done: None
) -> SealingReport:
    """Seal all words that stand open, committing after each step of at most 200 rows.

    Safe to repeat, to kill, and to run twice at once. On SQLite the file is written anew at the end
    and the log emptied, so that no file holds the words any more; on PostgreSQL the next VACUUM
    takes old rows away.
    Needs a system session; `after_step` is told how many rows are done.
    """
    if not for_system(session):
        raise RuntimeError("sealing needs a session that sees every row")
    done, erased = 0, 0
    for _round in range(PATIENCE):
        code_roles(session, BATCH, PAUSE)
        for model in sorted(landed_models(), key=lambda model: model is Membership):
            if model is Membership:
                code_roots(session, BATCH, PAUSE)
            after = UUID(int=0) if may_empty(session, model) else None
            while after is not None:
                sealed, gone, after = _step(session, model, after)
                done, erased = done + sealed, erased + gone
                if sealed or gone:
                    after_step(done + erased)
                    time.sleep(PAUSE)
        if not (rest := count_open_rows(session)):
            break
        time.sleep(LONG_PAUSE)
    session.commit()
    return SealingReport(done, erased, rest, clean_files(session))


def _step(session: Session, model: Any, after: UUID) -> tuple[int, int, UUID | None]:
    """One batch behind `after`: rows sealed, rows emptied for want of a key, and the last id."""
    batch = sa.select(model).where(model.id > after, stand_open(model))
    batch = batch.order_by(model.id).limit(at_most(BATCH))
    if issubclass(model, RootThing):
        roots = lock_roots(session, model, batch)
        batch = batch.where(model.root_id.in_([root.id for root in roots]))
    held = batch.with_for_update(skip_locked=True, of=model)
    rows = session.scalars(held.execution_options(populate_existing=True, **WITH_WITHDRAWN)).all()
    if rows:
        mark_to_clean(session)
    live = _living(session, {row.data_key_id for row in rows})
    alive = [row for row in rows if row.data_key_id in live]
    dead = [row for row in rows if row.data_key_id not in live]
    if alive:
        with _acting(session, model):
            for row in alive:
                keep_code(session, row)
                _seal(row, landed_words(model))
    for row in dead:
        # what its key sealed is gone: its words go with it
        with act(session, TrailAct.WORDS_SEALED, root_id=getattr(row, "root_id", None)) as entry:
            entry.detail_key_id = audit_key(session, keyring_of(session))
            keep_code(session, row)
            for name in landed_words(model).values():
                if getattr(row, name):
                    setattr(row, name, "" if isinstance(getattr(row, name), str) else None)
    last = rows[-1].id if rows else None
    session.commit()
    session.expunge_all()
    return len(alive), len(dead), last


def _living(session: Session, keys: set[UUID]) -> set[UUID]:
    """Those of these keys that are not shredded, held so that nobody shreds them meanwhile."""
    living = sa.select(DataKey.id).where(DataKey.id.in_(keys), DataKey.wrapped.is_not(None))
    return set(session.scalars(living.with_for_update(read=True, key_share=True)))


@contextmanager
def _acting(session: Session, model: Any) -> Iterator[None]:
    """An entry for each root, or one where the rows have none."""
    if issubclass(model, Protected):
        with act_per_root(session, TrailAct.WORDS_SEALED):
            yield
    else:
        with act(session, TrailAct.WORDS_SEALED, facts={"table": trail_table(model)}) as entry:
            entry.detail_key_id = audit_key(session, keyring_of(session))
            yield


def _seal(row: Any, landed: dict[str, str]) -> None:
    for sealed, name in landed.items():
        words = words_of(getattr(row, name))
        if words is not None and getattr(row, sealed) is None:
            setattr(row, sealed, conceal(words.replace("\0", "\ufffd")))
        setattr(row, name, None)
