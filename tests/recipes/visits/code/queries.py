"""Every read of visits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.access.checks import require
from caseflow.audit.record import note_read
from caseflow.crypto.opening import show_rows
from caseflow.visits.acts import VisitAct
from caseflow.visits.models import Visit
from caseflow.visits.permissions import VisitPermission


@dataclass(frozen=True)
class VisitView:
    """A line of the list."""

    day: date
    words: str


def visits(session: Session, *, actor: Actor) -> Sequence[VisitView]:
    """The visits within reach, the latest first. Raises Refused. The look is recorded."""
    require(session, actor, VisitPermission.NOTE)
    rows = session.scalars(sa.select(Visit).order_by(Visit.visited_on.desc())).all()
    texts = show_rows(session, rows, ("words",))
    note_read(session, VisitAct.LISTED, fields=["visits.words"], facts={"visits": len(rows)})
    return [
        VisitView(row.visited_on, text["words"] or "")
        for row, text in zip(rows, texts, strict=True)
    ]
