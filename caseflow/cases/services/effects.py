"""What a move does besides changing the stage, by the names that tracks use.

Each is told the day on which the move happened, and the moment at which it is written down.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.models import Exclusion, Grant
from caseflow.cases.capacities import CaseCapacity
from caseflow.cases.course.standing import able_investigators
from caseflow.cases.models import Investigation, Proceeding
from caseflow.cases.services.decision_validity import put_decisions_aside, put_findings_aside
from caseflow.cases.workflow import Meaning, Standing, means


def _open_investigation(
    session: Session, there: Sequence[Standing], day: date, now: datetime
) -> None:
    """Open an inquiry; whoever is investigated later than others is looked into within theirs."""
    case = there[0].case
    if _others_investigated(session, there):
        return
    grants = session.scalars(
        sa.select(Grant)
        .where(Grant.root_id == case.id, Grant.capacity == CaseCapacity.INVESTIGATOR)
        .order_by(Grant.given_at.desc())
    ).all()
    bars = session.scalars(sa.select(Exclusion).where(Exclusion.root_id == case.id)).all()
    able = able_investigators(session, case, grants, bars, now)
    lead = next((g.user_id for g in grants if g.user_id in able), None)
    session.add(
        Investigation(root_id=case.id, data_key_id=case.data_key_id, lead_id=lead, opened_on=day)
    )


def _report_investigation(
    session: Session, there: Sequence[Standing], day: date, _now: datetime
) -> None:
    """End what is under way, unless others are still investigated."""
    if _others_investigated(session, there):
        return
    for inquiry in session.scalars(
        sa.select(Investigation).where(
            Investigation.root_id == there[0].case.id, Investigation.reported_on.is_(None)
        )
    ):
        inquiry.reported_on = day


def _others_investigated(session: Session, there: Sequence[Standing]) -> bool:
    """Whether an investigation of the case is under way that those who move have no part in."""
    ids = {standing.proceeding.id for standing in there}
    every = session.scalars(sa.select(Proceeding).where(Proceeding.root_id == there[0].case.id))
    return any(means(each, Meaning.INVESTIGATING) for each in every if each.id not in ids)


def _reopen(session: Session, there: Sequence[Standing], _day: date, now: datetime) -> None:
    """Nothing that was found or decided before holds any more: the matter is taken up anew."""
    case_id, ids = there[0].case.id, [standing.proceeding.id for standing in there]
    put_decisions_aside(session, case_id, ids, now)
    put_findings_aside(session, case_id, ids, now)


def _set_aside(session: Session, there: Sequence[Standing], _day: date, now: datetime) -> None:
    ids = [standing.proceeding.id for standing in there]
    put_decisions_aside(session, there[0].case.id, ids, now)


def _nothing(_session: Session, _there: Sequence[Standing], _day: date, _now: datetime) -> None:
    """What closing and deciding change is worked out for the case as a whole."""


Effect = Callable[[Session, Sequence[Standing], date, datetime], None]


EFFECTS: dict[str, Effect] = {
    "close": _nothing,
    "count_decision": _nothing,
    "open_investigation": _open_investigation,
    "reopen": _reopen,
    "report_investigation": _report_investigation,
    "set_aside": _set_aside,
}
