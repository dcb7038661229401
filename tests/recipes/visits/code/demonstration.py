"""What visits have in a demonstration."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from caseflow.days import office_day
from caseflow.demonstration import Cast, at_work
from caseflow.visits.services import note_visit


def visit_a_camp(session: Session, cast: Cast, _cases: Sequence[object], *, now: datetime) -> None:
    """One visit of the officer."""
    moment = at_work(now, 1)
    note_visit(
        session,
        "The water point has no light at night.",
        entity_id=cast.entities["NOR"],
        day=office_day(moment),
        actor=cast.people["officer"],
        now=moment,
    )
