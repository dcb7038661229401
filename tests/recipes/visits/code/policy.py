"""Who works on a visit."""

from __future__ import annotations

from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.access.checks import require
from caseflow.visits.models import Visit
from caseflow.visits.permissions import VisitPermission


def require_noting(session: Session, actor: Actor, visit: Visit) -> None:
    """Go on only for whoever writes visits down there. Raises Refused."""
    require(session, actor, VisitPermission.NOTE, root=visit)
