"""Until when somebody must have been told or seen, and what cannot wait."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from caseflow import packs
from caseflow.access.actor import Actor
from caseflow.access.checks import require
from caseflow.clocks.calendars import Calendar
from caseflow.clocks.spans import advance
from caseflow.packs import PackError
from caseflow.reference.limits import limits
from caseflow.victims.models import Need, Urgency, VictimFile
from caseflow.victims.permissions import VictimPermission

TELLING = "victim_update"
"""The limit of time within which a step of the case is told."""
CLOSE = timedelta(hours=24)
"""What is due within this time cannot wait, whatever its urgency."""


def presses(need: Need, now: datetime) -> bool:
    """Whether this need has to be met today."""
    if need.met_at is not None:
        return False
    return need.urgency is Urgency.URGENT or (
        need.due_at is not None and need.due_at <= now + CLOSE
    )


def tell_by(happened: date, tied: date, calendar: Calendar) -> date:
    """The last day on which the person may be told of a step, by the days of their entity."""
    limit = limits()[TELLING]
    return advance(max(happened, tied), limit.amount, limit.unit, calendar, ())


def check_limits() -> None:
    """Raise PackError where the limit of time is gone within which people are told."""
    if TELLING not in limits():
        own = packs.config_folder() / "limits.toml"
        raise PackError(own, (TELLING,), "says until when a victim is told: it cannot be taken out")


def require_assisting(session: Session, actor: Actor, file: VictimFile) -> None:
    """Go on only for whoever assists the person of this file. Raises Refused."""
    require(session, actor, VictimPermission.ASSIST, root=file)
