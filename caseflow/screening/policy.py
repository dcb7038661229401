"""What reaching an entry of the register means, beside the wall that hides it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.access.checks import require
from caseflow.screening.models import RegisterEntry
from caseflow.screening.permissions import ScreeningPermission


def require_managing(session: Session, actor: Actor, entry: RegisterEntry) -> None:
    """Go on only for whoever manages this entry. Raises Refused."""
    require(session, actor, ScreeningPermission.REGISTER_MANAGE, root=entry)
