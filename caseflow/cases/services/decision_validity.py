"""Which decisions hold: kept on the decision, on its findings, and beside the wall."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.cases.models import Decision, DecisionStanding, DecisionState, Finding


def put_decisions_aside(session: Session, rows: Iterable[Decision], now: datetime) -> None:
    """Let these decisions and their final findings hold no more, within an act."""
    gone = [decision for decision in rows if decision.set_aside_at is None]
    for decision in gone:
        decision.set_aside_at = now
        _say(session, decision.id, DecisionState.SET_ASIDE, now)
    for finding in session.scalars(
        sa.select(Finding).where(
            Finding.decision_id.in_([decision.id for decision in gone]),
            Finding.set_aside_at.is_(None),
        )
    ):
        finding.set_aside_at = now


def let_stand(
    session: Session, decision: Decision, before: Iterable[Decision], now: datetime
) -> None:
    """Say that a decision stands, and that it replaces those that were set aside, within an act."""
    for other in before:
        if other.id != decision.id:
            _say(session, other.id, DecisionState.REPLACED, now)
    _say(session, decision.id, DecisionState.STANDS, now)


def _say(session: Session, decision_id: UUID, state: DecisionState, now: datetime) -> None:
    row = session.get(DecisionStanding, decision_id)
    if row is None:
        session.add(DecisionStanding(decision_id=decision_id, state=state, since=now))
    elif row.state is not state:
        row.state, row.since = state, now
