"""Codes in place of the words of desks and teams: nobody gains or loses sight while they change.

Words that decide are emptied in an order: each role has a code beside its words before any root
loses its own, and no role loses its words before every root has. So at each moment two rows with
equal words meet, by the words or by the code.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.desks import DeskCoder
from caseflow.access.models import Membership, Root, RootThing
from caseflow.audit.acts import TrailAct
from caseflow.audit.file_compaction import mark_to_clean
from caseflow.audit.keys import audit_key
from caseflow.audit.open_words import landed_models, stand_open
from caseflow.audit.record import act, act_per_root
from caseflow.crypto.fields import landed_codes
from caseflow.crypto.keyring import keyring_of
from caseflow.db import at_most


def keep_code(session: Session, row: Any) -> None:
    """Put the code of words that decide beside them."""
    for words, code in landed_codes(type(row)).items():
        if getattr(row, words):
            setattr(row, code, DeskCoder(keyring_of(session)).token(getattr(row, words)))


def code_roles(session: Session, batch: int, pause: float) -> None:
    """Give each role with a team in words the code of them; the words stay. Commits each step."""
    waiting = sa.select(Membership).where(stand_open(Membership), Membership.team_code.is_(None))
    for rows in _batches(session, Membership, waiting, batch, pause):
        with act(
            session, TrailAct.WORDS_SEALED, facts={"table": Membership.__tablename__}
        ) as entry:
            entry.detail_key_id = audit_key(session, keyring_of(session))
            for row in rows:
                keep_code(session, row)


def code_roots(session: Session, batch: int, pause: float) -> None:
    """Give each root whose thing has no words any more the code of its own. Commits each step."""
    if any(_any(session, thing) for thing in things()):
        return
    for rows in _batches(session, Root, sa.select(Root).where(stand_open(Root)), batch, pause):
        with act_per_root(session, TrailAct.WORDS_SEALED):
            for row in rows:
                keep_code(session, row)
                row.landed_desk = None


def may_empty(session: Session, model: Any) -> bool:
    """Whether rows of this model may lose words that decide, so that equal ones still meet."""
    if model is Membership:
        return not any(_any(session, each) for each in (Root, *things()))
    if issubclass(model, RootThing):
        return not _any(session, Membership, Membership.team_code.is_(None))
    return True


def things() -> list[Any]:
    """The models whose root repeats at which desk they wait."""
    return [model for model in landed_models() if issubclass(model, RootThing)]


def lock_roots(session: Session, model: Any, rows: sa.Select[Any]) -> list[Root]:
    """The roots of these things that nobody else holds, held before the things that they follow."""
    roots = sa.select(Root).where(Root.id.in_(rows.with_only_columns(model.root_id)))
    return list(session.scalars(roots.order_by(Root.id).with_for_update(skip_locked=True, of=Root)))


def _any(session: Session, model: Any, *more: sa.ColumnElement[bool]) -> bool:
    found = sa.select(model.id).where(stand_open(model), *more).limit(at_most(1))
    return session.scalar(found) is not None


def _batches(
    session: Session, model: Any, waiting: sa.Select[Any], batch: int, pause: float
) -> Iterator[list[Any]]:
    """These rows in batches, each committed before the next; who waits to write comes between.

    What somebody else holds is passed over.
    """
    after = UUID(int=0)
    while True:
        ahead = waiting.where(model.id > after).order_by(model.id).limit(at_most(batch))
        rows = session.scalars(ahead.with_for_update(skip_locked=True, of=model)).all()
        if not rows:
            return
        after = rows[-1].id
        mark_to_clean(session)
        yield list(rows)
        session.commit()
        session.expunge_all()
        time.sleep(pause)
