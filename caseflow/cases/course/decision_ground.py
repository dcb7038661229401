"""What a decision rests on: the final findings and the measures of one subject's proceeding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.cases.models import (
    Allegation,
    Case,
    Decision,
    Finding,
    Measure,
    Party,
    Proceeding,
    Step,
)
from caseflow.db import WITH_WITHDRAWN
from caseflow.reference.lists import substantiated
from caseflow.reference.register_rules import qualifies


@dataclass(frozen=True)
class Decided:
    """One decision with its subject, each allegation's final finding, and what it imposed."""

    case: Case
    proceeding: Proceeding
    subject: Party
    decision: Decision
    answers: Sequence[tuple[Allegation, Finding]]
    measures: Sequence[Measure]

    def qualifying(self) -> list[tuple[Allegation, Finding]]:
        """The substantiated findings that lead to the screening register, by its table of rules."""
        imposed = [m.kind for m in self.measures if not m.recommended]
        return [
            (alleged, finding)
            for alleged, finding in self.answers
            if substantiated(finding.outcome)
            and qualifies(
                alleged.type,
                standard=finding.standard,
                imposed=imposed,
                personnel_category=self.subject.personnel_category,
            )
        ]


def decided(session: Session, decision_id: UUID) -> Decided | None:
    """A decision with what it rests on; None where the session sees none such.

    What was withdrawn after the decision was set aside is still what it rested on.
    """
    row = session.execute(
        sa.select(Decision, Proceeding, Party, Case)
        .join(Proceeding, Proceeding.id == Decision.proceeding_id)
        .join(Party, Party.id == Proceeding.subject_id)
        .join(Case, Case.id == Decision.root_id)
        .where(Decision.id == decision_id),
        execution_options=WITH_WITHDRAWN,
    ).first()
    if row is None:
        return None
    decision, proceeding, subject, case = row
    answers = session.execute(
        sa.select(Allegation, Finding)
        .join(Finding, Finding.allegation_id == Allegation.id)
        .where(
            Allegation.proceeding_id == proceeding.id,
            Finding.decision_id == decision.id,
            Finding.step == Step.DECISION,
            Finding.withdrawn_at.is_(None),
        )
        .order_by(Allegation.code, Finding.recorded_at, Finding.id),
        execution_options=WITH_WITHDRAWN,
    ).all()
    imposed = session.scalars(
        sa.select(Measure).where(Measure.decision_id == decision.id).order_by(Measure.id)
    ).all()
    last = {alleged.id: (alleged, finding) for alleged, finding in answers}
    return Decided(case, proceeding, subject, decision, list(last.values()), imposed)
