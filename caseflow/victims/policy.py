"""Until when somebody must have been told or seen, and what cannot wait."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.access.checks import require
from caseflow.victims.models import Need, Urgency, VictimFile
from caseflow.victims.permissions import VictimPermission

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


def require_assisting(session: Session, actor: Actor, file: VictimFile) -> None:
    """Go on only for whoever assists the person of this file. Raises Refused."""
    require(session, actor, VictimPermission.ASSIST, root=file)
