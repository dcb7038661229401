"""Everything that listens to a working session: seals, walls, roots and the trail."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Engine

from caseflow.access import engine_guard, named_readers, roots, wall
from caseflow.audit import chaining, changes, savepoints, written_rows
from caseflow.crypto import sealing
from caseflow.db import WorkSession

LISTENERS = (wall, engine_guard, roots, changes, written_rows, savepoints, chaining)


@cache
def install() -> None:
    """Make every WorkSession sealed, walled and recorded; safe to call again."""
    sealing.install(WorkSession)


def guard(engine: Engine) -> None:
    """Make an engine refuse statements that pass by the wall, by the trail, or by their readers.

    `execute` raises PastTheWall or Unrecorded then.
    """
    rules = (
        engine_guard.refuse_past_wall,
        written_rows.refuse_unrecorded,
        named_readers.refuse_unnamed_reader,
    )
    engine_guard.guard_engine(engine, *rules)
