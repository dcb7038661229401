"""Until when somebody must have been told or seen, and what cannot wait."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from caseflow.victims.models import Need, Urgency

TELL_WITHIN = timedelta(days=30)
"""How long a step of the case may stay untold."""
CLOSE = timedelta(hours=24)
"""What is due within this time cannot wait, whatever its urgency."""


def presses(need: Need, now: datetime) -> bool:
    """Whether this need has to be met today."""
    if need.met_at is not None:
        return False
    return need.urgency is Urgency.URGENT or (
        need.due_at is not None and need.due_at <= now + CLOSE
    )


def tell_by(happened: date, tied: date) -> date:
    """The last day on which the person may be told of a step."""
    return max(happened, tied) + TELL_WITHIN
