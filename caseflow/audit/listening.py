"""Everything that listens to a working session: seals, walls, roots and the trail."""

from __future__ import annotations

from functools import cache

from caseflow.access import engine_guard, roots, wall
from caseflow.audit import chaining, changes
from caseflow.crypto import sealing
from caseflow.db import WorkSession

LISTENERS = (wall, engine_guard, roots, changes, chaining)


@cache
def install() -> None:
    """Make every WorkSession sealed, walled and recorded; safe to call again."""
    sealing.install(WorkSession)
