"""Foreign keys within a case, checked at the commit: one flush may write its rows in any order."""

from __future__ import annotations

from sqlalchemy import ForeignKey


def within(column: str) -> ForeignKey:
    """A foreign key to another table of this room, whichever of the two rows is written first."""
    return ForeignKey(column, deferrable=True, initially="DEFERRED")
