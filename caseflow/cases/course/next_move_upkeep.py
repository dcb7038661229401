"""A case follows its rows: whose move it is is derived as each act ends that may have changed it.

No verb has to think of it. What hangs on a case and may change its next move (`move_facts.READ`) is
noticed in the flush; once the rows of an act are written, the columns are derived anew, in the act.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict
from itertools import chain
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from caseflow.access.acting import past_the_wall
from caseflow.access.wall import PAST
from caseflow.audit.bulk import WRITTEN
from caseflow.cases.course.move_facts import READ, read_next_moves
from caseflow.cases.course.next_move import NextMove, NextMoves, OwnMove
from caseflow.cases.models import Case, Proceeding
from caseflow.cases.purposes import CasePurpose
from caseflow.db import Id, WorkSession, metadata
from caseflow.session_values import SessionValue

DUE = SessionValue[set[UUID]]("next_moves_due")
"""The cases of which something changed that their next move depends on."""
WATCHED = tuple(READ)
CASES, PROCEEDINGS = metadata.tables["cases"], metadata.tables["proceedings"]


@event.listens_for(WorkSession, "before_flush")
def _notice(session: Session, _context: Any, _instances: Any) -> None:
    """Remember the cases of which something changes that their next move depends on."""
    for row in chain(session.new, session.dirty, session.deleted):
        if isinstance(row, WATCHED):
            DUE.made(session, set).add(row.root_id)


def follow_moves(session: Session) -> None:
    """Let the cases that were noticed say whose move it is now; within an act."""
    if not (due := DUE.take(session)):
        return
    _lock(session, due)
    for case_id, found in read_next_moves(session.connection(), due):
        case = session.identity_map.get(identity_key(Case, case_id))
        if case is None:
            with past_the_wall(session, CasePurpose.RECOUNTING):
                keep_next_move(session.get_one(Case, case_id), found.case)
        else:
            keep_next_move(case, found.case)
        if found.changed:
            with past_the_wall(session, CasePurpose.RECOUNTING):
                for proceeding_id, move in found.changed.items():
                    keep_next_move(session.get_one(Proceeding, proceeding_id), move)
                session.flush()
    session.flush()
    DUE.take(session)


def keep_next_move(row: Case | Proceeding, move: OwnMove) -> None:
    """Let a case, or a proceeding, say this of its next move."""
    for name, value in asdict(move).items():
        if getattr(row, name) != value:
            setattr(row, name, value)


def fill_next_moves(session: Session, ids: Collection[UUID]) -> None:
    """Let new cases that were written at once (`NewRows`) say whose move it is, in their act."""
    write_next_moves(session, dict(read_next_moves(session.connection(), ids)))


def write_next_moves(session: Session, moves: Mapping[UUID, NextMoves]) -> None:
    """Write whose move it is to cases that this session has not read; within an act."""
    every: dict[sa.Table, dict[UUID, Any]] = {
        CASES: {case_id: found.case for case_id, found in moves.items()},
        PROCEEDINGS: {k: move for found in moves.values() for k, move in found.changed.items()},
    }
    for table, known in every.items():
        rows = [{"row_id": row_id, **asdict(move)} for row_id, move in known.items()]
        if rows:
            session.connection().execute(_FILL[table], rows, execution_options=WRITTEN)


def _filling(table: sa.Table, kind: type[OwnMove]) -> sa.Update:
    given: dict[str, Any] = {name: sa.bindparam(name) for name in kind.__dataclass_fields__}
    return sa.update(table).where(table.c.id == sa.bindparam("row_id", type_=Id())).values(given)


_FILL = {CASES: _filling(CASES, NextMove), PROCEEDINGS: _filling(PROCEEDINGS, OwnMove)}


def _lock(session: Session, ids: Collection[UUID]) -> None:
    """Of two acts in one case, let the second read what the first has made of it."""
    if session.get_bind().dialect.name == "postgresql":
        wanted = sa.select(CASES.c.id).where(CASES.c.id.in_(ids)).order_by(CASES.c.id)
        locked = wanted.with_for_update(key_share=True)
        session.connection().execute(locked, execution_options=PAST).all()
