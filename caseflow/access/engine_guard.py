"""The last look before the database: protected tables are reached through a session only."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

from caseflow.access.wall import PastTheWall, protected_tables
from caseflow.db import WorkSession

FLUSHING = "flushing"


@lru_cache(maxsize=1)
def _names() -> re.Pattern[str]:
    return re.compile(r"\b(" + "|".join(sorted(protected_tables())) + r")\b")


@lru_cache(maxsize=4096)
def _names_protected(statement: str) -> bool:
    return _names().search(statement) is not None


def guard_engine(engine: Engine) -> None:
    """Refuse statements on protected tables that came through no session.

    Raises PastTheWall from `execute`. Migrations use an engine of their own, without this guard.
    """

    @event.listens_for(engine, "before_cursor_execute")
    def _check(
        connection: Connection,
        _cursor: Any,
        statement: str,
        _parameters: Any,
        context: Any,
        _many: bool,
    ) -> None:
        if context is not None and context.execution_options.get("walled"):
            return
        if connection.info.get(FLUSHING):
            return
        if _names_protected(statement):
            raise PastTheWall("a protected table was reached past the session")

    @event.listens_for(engine, "rollback")
    def _rolled_back(connection: Connection) -> None:
        connection.info.pop(FLUSHING, None)

    @event.listens_for(engine, "rollback_savepoint")
    def _savepoint_rolled_back(connection: Connection, _name: str, _context: None) -> None:
        connection.info.pop(FLUSHING, None)


@event.listens_for(WorkSession, "before_flush")
def _flush_begins(session: Session, _context: Any, _instances: Any) -> None:
    session.connection().info[FLUSHING] = True


@event.listens_for(WorkSession, "after_flush")
def _flush_ends(session: Session, _context: Any) -> None:
    session.connection().info.pop(FLUSHING, None)
