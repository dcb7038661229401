"""How long a draft is kept that nobody goes on with, and how long before its owner is told.

A limit of the house, in `term.toml`; an organisation may change it (`config/drafts.toml`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from caseflow import packs
from caseflow.clocks.limits import LimitKind

SHIPPED = Path(__file__).parent / "term.toml"
MOST_DAYS = 3_650
KIND = LimitKind.HOUSE


@dataclass(frozen=True)
class Term:
    """For how many days a draft is kept without a change, and how many before that one is told."""

    kept: int
    told: int

    def ends(self, kept_at: datetime, warned_at: datetime | None, now: datetime) -> datetime:
        """When a draft is thrown away: not before its owner was told long enough before.

        A warning of before it was last kept is none; then none comes before now.
        """
        warned = now if warned_at is None or warned_at <= kept_at else warned_at
        ends, told = kept_at + timedelta(days=self.kept), timedelta(days=self.told)
        return max(ends, warned + told)


def term() -> Term:
    """The term of this instance. Raises PackError naming file and key."""
    return _kept(packs.config_folder().absolute())


@lru_cache(maxsize=64)
def _kept(folder: Path) -> Term:
    part = packs.load("drafts", SHIPPED, folder=folder)
    kept, told = part.named("kept"), part.named("told")
    days, before = (table.number("days", most=MOST_DAYS) for table in (kept, told))
    for table in (kept, told, part):
        table.done()
    if before >= days:
        raise told.wrong("days", f"is not less than the {days} days of the term")
    return Term(days, before)
