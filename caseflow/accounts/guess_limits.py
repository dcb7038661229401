"""Slowing down guessing: a turn is counted before the slow check, and given back where it was good.

Nobody is shut out for good. After a number of misses each further turn has to wait, longer each
time, up to a limit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.errors import NotReady
from caseflow.labels import _

WINDOW = timedelta(hours=1)
"""How long a miss counts."""


class TooSoon(NotReady):
    """Somebody has to wait before the next turn; `seconds` says how long."""

    def __init__(self, seconds: int) -> None:
        super().__init__(
            _("There were too many failed attempts. Try again in %(n)s seconds.", n=seconds)
        )
        self.seconds = seconds


@dataclass(frozen=True)
class Budget:
    """How many misses are free, and how long the first and the longest wait after them is."""

    free: int
    first: timedelta
    longest: timedelta

    def wait(self, misses: int, last: datetime | None, now: datetime) -> timedelta:
        """How long the next turn has to wait."""
        if misses < self.free or last is None:
            return timedelta(0)
        longer: int = 2 ** min(misses - self.free, 20)
        pause = min(self.first * longer, self.longest)
        return max(last + pause - now, timedelta(0))


@dataclass(frozen=True)
class Turn:
    """What was counted in advance: the rows, to be given back."""

    rows: tuple[Any, ...]


def take_turn(
    session: Session, model: Any, budgets: Sequence[tuple[bytes, Budget]], *, now: datetime
) -> Turn:
    """Check each key against its budget and count the turn as a miss, in one step.

    The caller commits at once, before anything slow. `model` is a table with `id`, `key` and `at`.
    Raises TooSoon, and counts nothing, while one of the keys has to wait.
    """
    _one_at_a_time(session, [key for key, _budget in budgets])
    longest = timedelta(0)
    for key, budget in budgets:
        session.execute(sa.delete(model).where(model.key == key, model.at <= now - WINDOW))
        counted = sa.select(sa.func.count(model.id), sa.func.max(model.at))
        misses, last = session.execute(counted.where(model.key == key)).one()
        longest = max(longest, budget.wait(misses, last, now))
    if longest:
        raise TooSoon(int(longest.total_seconds()) + 1)
    rows = [model(key=key, at=now) for key, _budget in budgets]
    session.add_all(rows)
    session.flush()
    return Turn(tuple(row.id for row in rows))


def give_back(session: Session, model: Any, turn: Turn) -> None:
    """Let a turn that was no miss not count."""
    session.execute(sa.delete(model).where(model.id.in_(turn.rows)))


def _one_at_a_time(session: Session, keys: Sequence[bytes]) -> None:
    """SQLite's write lock is held already; PostgreSQL locks by key, always in the same order."""
    if session.get_bind().dialect.name == "postgresql":
        for key in sorted(keys):
            number = int.from_bytes(key[:8], "big", signed=True)
            session.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))
