"""The second wall: a session that cannot forget who is asking.

Every SELECT gets the visibility of the person the session acts for, on every protected model in
it. Bulk statements and foreign rows in a flush are refused here; whatever else passed by is seen
by the engine (`engine_guard`), which reads the finished statement.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction, with_loader_criteria

from caseflow.access.acting import FACE, WALL, actor_of
from caseflow.access.models import Protected, Root
from caseflow.access.policy import READING, Shape, Sight, sight, visible
from caseflow.db import Base, WorkSession
from caseflow.session_values import SessionValue, for_system

SEEN_ROOTS = SessionValue[set[UUID]]("seen_roots")
"""The roots that were seen in this transaction."""


class PastTheWall(RuntimeError):
    """A statement that would pass by the wall: a mistake in the program, never a user's."""


PAST = {"past_wall": True}
"""Execution options of the few statements that pass by the wall on purpose."""


@lru_cache(maxsize=256)
def the_wall(shape: Shape) -> Any:
    """The wall of this shape on every protected model of a statement.

    SQLAlchemy runs the lambda anew for each shape, because a shape is part of its cache key.
    """
    return with_loader_criteria(
        Protected,
        lambda cls: visible(cls.root_id, shape),
        include_aliases=True,
        propagate_to_loaders=False,
    )


@lru_cache(maxsize=1)
def protected_tables() -> frozenset[str]:
    """The names of all tables whose rows belong to a root."""
    return frozenset(
        str(m.local_table.name)
        for m in Base.registry.mappers
        if issubclass(m.class_, Protected) and isinstance(m.local_table, sa.Table)
    )


def sight_of(session: Session) -> Sight | None:
    """What the person sees whom the session acts for; None for nobody."""
    seen = WALL.get(session)
    if seen is None and (actor := actor_of(session)) is not None:
        seen = WALL.put(session, sight(actor, FACE.get(session) or READING))
    return seen


@event.listens_for(WorkSession, "do_orm_execute")
def _guard(state: ORMExecuteState) -> None:
    if not state.is_select:
        _refuse_bulk(state)
    if for_system(state.session):
        state.update_execution_options(**PAST)
    elif state.is_select and (seen := sight_of(state.session)) is not None:
        state.statement = _walled(state, seen.shape)
        given = state.parameters
        state.parameters = {**(given if isinstance(given, dict) else {}), **seen.values}


def _walled(state: ORMExecuteState, shape: Shape) -> Any:
    """The statement with the wall. A row that is loaded anew takes no options: it gets a WHERE."""
    statement: Any = state.statement
    mapper = state.bind_mapper
    if state.is_column_load and mapper is not None and issubclass(mapper.class_, Protected):
        return statement.where(visible(mapper.class_.root_id, shape))
    if "kept" in state.execution_options:
        return _kept(statement, shape)
    return statement.options(the_wall(shape))


@lru_cache(maxsize=1024)
def _kept(statement: Any, shape: Shape) -> Any:
    return statement.options(the_wall(shape))


def _refuse_bulk(state: ORMExecuteState) -> None:
    target = getattr(state.statement, "table", None)
    if getattr(target, "name", None) in protected_tables():
        raise PastTheWall("bulk changes pass by the wall and the trail; load the rows")


@event.listens_for(WorkSession, "before_flush")
def _check_roots(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    if for_system(session):
        return
    made = {r.id for r in session.new if isinstance(r, Root)}
    known = SEEN_ROOTS.made(session, set)
    known |= made
    wanted = {r.root_id for r in _changed(session)} - {None} - known
    if not wanted:
        return
    with session.no_autoflush:
        seen = set(session.scalars(sa.select(Root.id).where(Root.id.in_(wanted))))
    if missing := wanted - seen:
        raise PastTheWall(f"a row of a root that is out of reach was changed ({len(missing)})")
    known |= seen


def _changed(session: Session) -> Iterable[Protected]:
    for row in session.new:
        if isinstance(row, Protected) and not isinstance(row, Root):
            yield row
    for row in session.deleted:
        if isinstance(row, Protected):
            yield row
    for row in session.dirty:
        if isinstance(row, Protected) and session.is_modified(row):
            yield row


@event.listens_for(WorkSession, "after_transaction_end")
def _forget(session: Session, transaction: Any) -> None:
    if transaction.parent is None:
        SEEN_ROOTS.take(session)
