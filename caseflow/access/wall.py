"""The second wall: a session that cannot forget who is asking.

Every SELECT of a protected model gets the visibility of the person the session acts for; what
could pass by (raw text, Core tables, bulk statements, foreign rows in a flush) is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction, with_loader_criteria
from sqlalchemy.sql import visitors

from caseflow.access.acting import actor_of
from caseflow.access.models import Protected, Root
from caseflow.access.policy import READING, parameters, visible
from caseflow.db import Base, WorkSession


class PastTheWall(RuntimeError):
    """A statement that would pass by the wall: a mistake in the program, never a user's."""


THE_WALL = with_loader_criteria(
    Protected,
    lambda cls: visible(cls.root_id),
    include_aliases=True,
    propagate_to_loaders=False,
    track_closure_variables=False,
)
WALLED = {"walled": True}


@lru_cache(maxsize=1)
def protected_tables() -> frozenset[str]:
    """The names of all tables whose rows belong to a root."""
    return frozenset(
        str(m.local_table.name)
        for m in Base.registry.mappers
        if issubclass(m.class_, Protected) and isinstance(m.local_table, sa.Table)
    )


def wall_values(session: Session) -> dict[str, Any]:
    """The wall's parameters for the person the session acts for; raises PastTheWall for nobody."""
    values: dict[str, Any] | None = session.info.get("wall")
    if values is None:
        actor = actor_of(session)
        if actor is None:
            raise PastTheWall("protected rows are read for somebody, or for a named purpose")
        values = parameters(actor, session.info.get("face", READING))
        session.info["wall"] = values
    return values


_checked: dict[Any, bool] = {}


def touches_protected(statement: sa.Executable) -> bool:
    """Whether a statement reads protected rows through their models.

    Raises PastTheWall when it names a protected table outside its model, where no criterion
    could reach it. The answer is remembered by the statement's shape.
    """
    key = statement._generate_cache_key() if hasattr(statement, "_generate_cache_key") else None
    shape = key.key if key is not None else None
    if shape is not None and shape in _checked:
        return _checked[shape]
    answer = _inspect(statement)
    if shape is not None:
        if len(_checked) > 2000:
            _checked.clear()
        _checked[shape] = answer
    return answer


def _inspect(statement: sa.Executable) -> bool:
    names = protected_tables()
    found = False
    target = getattr(statement, "table", None)
    if not statement.is_select and getattr(target, "name", None) in names:
        return True
    for element in visitors.iterate(statement):  # type: ignore[arg-type]
        if isinstance(element, sa.sql.elements.TextClause):
            raise PastTheWall("text() passes by the wall; write the statement with models")
        if isinstance(element, sa.Table):
            table: Any = element
        elif isinstance(element, sa.Column):
            table = element.table
        else:
            continue
        if getattr(table, "name", None) not in names or isinstance(table, sa.sql.Alias):
            continue
        if "parententity" not in element._annotations and "parentmapper" not in (
            element._annotations
        ):
            raise PastTheWall(f"{table.name} is protected: ask for its model, not its table")
        found = True
    return found


@event.listens_for(WorkSession, "do_orm_execute")
def _guard(state: ORMExecuteState) -> None:
    state.update_execution_options(**WALLED)
    if not touches_protected(state.statement):
        return
    if not state.is_select:
        raise PastTheWall("bulk changes pass by the wall and the trail; load the rows")
    if state.session.info.get("purpose") is not None:
        return
    values = wall_values(state.session)
    state.statement = state.statement.options(THE_WALL)
    given = state.parameters
    state.parameters = {**(given if isinstance(given, dict) else {}), **values}


@event.listens_for(WorkSession, "before_flush")
def _check_roots(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    if session.info.get("purpose") is not None:
        return
    made = {r.id for r in session.new if isinstance(r, Root)}
    known: set[UUID] = session.info.setdefault("seen_roots", set())
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
    for row in (*session.new, *session.deleted):
        if isinstance(row, Protected) and not isinstance(row, Root):
            yield row
    for row in session.dirty:
        if isinstance(row, Protected) and not isinstance(row, Root) and session.is_modified(row):
            yield row


@event.listens_for(WorkSession, "after_transaction_end")
def _forget(session: Session, transaction: Any) -> None:
    if transaction.parent is None:
        session.info.pop("seen_roots", None)
