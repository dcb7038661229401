"""Tables that no wall holds, because they belong to no root: read by the modules named for them.

An index of names, notices or the trail would tell much to whoever joins them in. Each room names
such tables with their readers in its manifest. Before a statement that touches one runs, one of its
readers has to be at work: somewhere among the callers stands a module that is named, or an engine
that keeps every table whole. A shell or a test, with nothing of ours among the callers, is let
through: whoever is there writes the statements.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

from caseflow.access.wall import PastTheWall
from caseflow.manifests import rooms

KEEPERS = ("caseflow.audit.", "caseflow.crypto.", "caseflow.demo.")
"""They prove, rotate and lay in the rows of every table."""
OF_EVERY_STATEMENT = ("caseflow.access.", "caseflow.db", "caseflow.web.store")
"""Through which each statement goes, whoever wrote it."""


@cache
def readers() -> Mapping[str, tuple[str, ...]]:
    """The modules that may read each of these tables, as the rooms name them. Raises NotLoaded."""
    return {table: named for room in rooms() for table, named in room.beside_the_wall.items()}


@cache
def _names() -> re.Pattern[str]:
    return re.compile(r"\b(" + "|".join(sorted(readers())) + r")\b", re.IGNORECASE)


@lru_cache(maxsize=4096)
def tables_in(statement: str) -> frozenset[str]:
    """Those of these tables that a statement names."""
    return frozenset(name.lower() for name in _names().findall(statement))


def refuse_unnamed_reader(statement: str, _options: Mapping[str, Any]) -> None:
    """Raise PastTheWall for a statement on such a table when none of its readers is at work."""
    for table in tables_in(statement):
        named = readers()[table] + KEEPERS
        callers = [name for name in _callers() if not is_named(name, OF_EVERY_STATEMENT)]
        if callers and not any(is_named(name, named) for name in callers):
            words = f"{callers[0]} reads {table}, which its room's manifest does not name it for"
            raise PastTheWall(words)


def is_named(module: str, named: Iterable[str]) -> bool:
    """Whether a module is one of these, or lies within one of them."""
    return any(f"{module}.".startswith(f"{each.removesuffix('.')}.") for each in named)


def _callers() -> Iterator[str]:
    """Our modules that wait for this statement, the nearest first."""
    frame = sys._getframe(1)
    while frame is not None:
        name = frame.f_globals.get("__name__", "")
        if name.startswith("caseflow."):
            yield name
        frame = frame.f_back  # type: ignore[assignment]
