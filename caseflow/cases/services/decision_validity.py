"""Which decisions hold: kept on the decision, on its findings, and beside the wall."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.cases.models import (
    Allegation,
    Decision,
    DecisionStanding,
    DecisionState,
    Finding,
    Step,
)


def put_decisions_aside(
    session: Session, case_id: UUID, proceedings: Collection[UUID], now: datetime
) -> None:
    """Let the decisions and final findings of these proceedings hold no more, within an act.

    Final findings go by their proceeding: an old register may hold some without any decision.
    """
    for decision in session.scalars(
        sa.select(Decision).where(
            Decision.root_id == case_id,
            Decision.proceeding_id.in_(proceedings),
            Decision.set_aside_at.is_(None),
        )
    ):
        decision.set_aside_at = now
        _say(session, decision.id, DecisionState.SET_ASIDE, now)
    put_findings_aside(session, case_id, proceedings, now, Finding.step == Step.DECISION)


def put_findings_aside(
    session: Session,
    case_id: UUID,
    proceedings: Collection[UUID],
    now: datetime,
    *which: sa.ColumnElement[bool],
) -> None:
    """Let findings of these proceedings hold no more, or `which` of them, within an act."""
    for finding in session.scalars(
        sa.select(Finding)
        .join(Allegation, Allegation.id == Finding.allegation_id)
        .where(
            Finding.root_id == case_id,
            Allegation.proceeding_id.in_(proceedings),
            Finding.set_aside_at.is_(None),
            *which,
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
