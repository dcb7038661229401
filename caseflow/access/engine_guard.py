"""The last look before the database: no statement reads a protected table without the wall.

It reads the finished SQL, whoever wrote it: each place where a protected table stands in a FROM
must be held by the wall's condition on the same name. Changes come from a flush or not at all.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any
from weakref import ref

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

from caseflow.access.wall import PastTheWall, protected_tables
from caseflow.db import WorkSession

FLUSHING = "flushing"
HELD = re.compile(r"\bwall_root\.id = (\w+)\.(?:root_id|id)\b")
Rule = Callable[[str, Mapping[str, Any]], None]
"""Raises when it objects to a statement with these execution options."""
OF_THE_WALL = {("roots", "wall_root"), ("grants", "wall_grant"), ("exclusions", "wall_bar")}


@lru_cache(maxsize=1)
def _sources() -> re.Pattern[str]:
    names = "|".join(sorted(protected_tables()))
    place = r'(?:\b(?:FROM|JOIN)\s*(?:"?\w+"?\.)?|[,(]\s*)'
    return re.compile(rf'{place}"?({names})\b"?(?!\.)(?:\s+AS\s+(\w+))?', re.IGNORECASE)


def changing(tables: Iterable[str]) -> re.Pattern[str]:
    """What a statement looks like that changes one of these tables."""
    verbs = r"INSERT\s+(?:OR\s+\w+\s+)?INTO|REPLACE\s+INTO|UPDATE|DELETE\s+FROM|TRUNCATE|COPY"
    return re.compile(rf'\b(?:{verbs})\s+"?({"|".join(sorted(tables))})\b', re.IGNORECASE)


@lru_cache(maxsize=1)
def _changes() -> re.Pattern[str]:
    return changing(protected_tables())


@lru_cache(maxsize=1)
def _names() -> re.Pattern[str]:
    return re.compile(r"\b(" + "|".join(sorted(protected_tables())) + r")\b", re.IGNORECASE)


@lru_cache(maxsize=4096)
def passes_by(statement: str) -> bool:
    """Whether this SQL touches a protected table where the wall does not hold it."""
    if _names().search(statement) is None:
        return False
    if _changes().search(statement):
        return True
    places = [(name.lower(), alias) for name, alias in _sources().findall(statement)]
    sources = Counter(alias or name for name, alias in places if (name, alias) not in OF_THE_WALL)
    held = Counter(HELD.findall(statement))
    if not sources or places.count(("roots", "wall_root")) != held.total():
        return True
    return bool(sources - held)


def refuse_past_wall(statement: str, options: Mapping[str, Any]) -> None:
    """Raise PastTheWall for a statement that passes by the wall, unless it does so on purpose."""
    if not options.get("past_wall") and passes_by(statement):
        raise PastTheWall("a protected table was reached past the wall")


def guard_engine(engine: Engine, *rules: Rule) -> None:
    """Ask each rule about every statement outside a flush; `execute` raises what a rule raises.

    Migrations use an engine of their own, without this guard.
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
        if not _flushing(connection):
            options = context.execution_options if context is not None else {}
            for rule in rules:
                rule(statement, options)


def _flushing(connection: Connection) -> bool:
    """Whether a flush is writing here now; a mark that a failed one left behind is no excuse."""
    known = connection.info.get(FLUSHING)
    session = known() if known is not None else None
    return session is not None and session._flushing  # nothing public says it


@event.listens_for(WorkSession, "before_flush")
def _flush_begins(session: Session, _context: Any, _instances: Any) -> None:
    session.connection().info[FLUSHING] = ref(session)


@event.listens_for(WorkSession, "after_flush")
def _flush_ends(session: Session, _context: Any) -> None:
    session.connection().info.pop(FLUSHING, None)
