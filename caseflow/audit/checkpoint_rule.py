"""When a checkpoint is due: one rule, by which they are written and by which they are missed.

It is asked once a transaction, at its last entry. All entries of a transaction carry the moment of
the chain's lock, and no entry is earlier than the one before it; so the last entry of a moment is
always the last of a transaction, and there the rule can be asked again by whoever verifies. Where
two transactions share a moment (a clock that was set back), only the later one's end is judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

ENTRIES = 1000
AGE = timedelta(minutes=5)


@dataclass(frozen=True)
class Mark:
    """Up to which entry a checkpoint signs, and the moment of that entry."""

    seq: int
    at: datetime


def is_due(end: Mark, last: Mark | None) -> bool:
    """Whether a transaction that ends here signs a checkpoint.

    The first ever does, and then each that ends a thousand entries or five minutes after the last
    checkpoint.
    """
    return last is None or end.seq - last.seq >= ENTRIES or end.at - last.at >= AGE
