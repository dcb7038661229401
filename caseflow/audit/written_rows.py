"""Which audited rows a transaction wrote, and the rule that the trail names every one of them.

The list is kept apart from the entries and filled by what was really written, so that an entry
that gets lost on the way is noticed before the commit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection, event
from sqlalchemy.orm import Mapper, ORMExecuteState, Session, object_session

from caseflow.access.engine_guard import changing
from caseflow.audit.models import Audited
from caseflow.audit.record import Pending, Unrecorded
from caseflow.audit.session_values import TRAIL_CLOSED
from caseflow.db import Base, WorkSession, trail_table
from caseflow.session_values import SessionValue

RECORDED = {"recorded": True}
"""Execution options of a statement whose rows were put on the list by `note_written`."""

WrittenRow = tuple[str, str]
"""A table's name and a row's id."""


ROWS = SessionValue[list[WrittenRow]]("written_rows")


def written_rows(session: Session) -> list[WrittenRow]:
    """The audited rows that this transaction wrote and that no savepoint took back."""
    return ROWS.made(session, list)


def note_written(session: Session, table: str, row_id: UUID) -> None:
    """Put an audited row on the list. Raises Unrecorded once the entries were chained."""
    if TRAIL_CLOSED.get(session):
        raise Unrecorded(f"a row of {table} was written after the entries were chained")
    written_rows(session).append((table, str(row_id)))


def check_all_recorded(session: Session, acts: Iterable[Pending]) -> None:
    """Hold the entries that are about to be chained against the list.

    Raises Unrecorded when an audited row was written that none of them names.
    """
    recorded = {(change[0], change[1]) for entry in acts for change in entry.changes}
    missing = sorted(set(written_rows(session)) - recorded)
    if missing:
        tables = ", ".join(sorted({table for table, _row_id in missing}))
        raise Unrecorded(f"{len(missing)} rows were written that no act names ({tables})")


@event.listens_for(Audited, "mapper_configured", propagate=True)
def _watch(mapper: Mapper[Any], model: type[Any]) -> None:
    event.listen(model, "after_insert", _written)
    event.listen(model, "after_update", _changed)
    event.listen(model, "after_delete", _written)


def _written(mapper: Mapper[Any], _connection: Connection, row: Any) -> None:
    session = object_session(row)
    if isinstance(session, WorkSession):
        note_written(session, trail_table(row), row.id)


def _changed(mapper: Mapper[Any], connection: Connection, row: Any) -> None:
    session = object_session(row)
    if session is not None and session.is_modified(row, include_collections=False):
        _written(mapper, connection, row)


@lru_cache(maxsize=1)
def audited_tables() -> frozenset[str]:
    """The names of all tables whose rows the trail records."""
    return frozenset(
        str(m.local_table.name)
        for m in Base.registry.mappers
        if issubclass(m.class_, Audited) and isinstance(m.local_table, sa.Table)
    )


@event.listens_for(WorkSession, "do_orm_execute")
def _refuse_bulk(state: ORMExecuteState) -> None:
    target = getattr(state.statement, "table", None)
    if not state.is_select and getattr(target, "name", None) in audited_tables():
        raise Unrecorded("bulk changes pass by the trail; load the rows, or use NewRows")


@lru_cache(maxsize=1)
def _writes() -> re.Pattern[str]:
    return changing(audited_tables())


@lru_cache(maxsize=4096)
def _writes_audited(statement: str) -> bool:
    return _writes().search(statement) is not None


def refuse_unrecorded(statement: str, options: Mapping[str, Any]) -> None:
    """Raise Unrecorded for a statement that writes audited rows without a flush or `NewRows`."""
    if not options.get("recorded") and _writes_audited(statement):
        raise Unrecorded("an audited row was to be written past the trail")
