"""Decisions in words: what was imposed on whom, and why."""

from __future__ import annotations

from typing import Any

from caseflow.cases.pages.case_words import name_of
from caseflow.cases.views import CaseView, DecisionView, MeasureView
from caseflow.labels import Text, _


def decisions(case: CaseView) -> list[dict[str, Any]]:
    """Each decision with its measures."""
    names = {subject.id: name_of(subject) for subject in case.subjects}
    return [_decision(each, names.get(each.subject_id, "")) for each in case.decisions]


def _decision(decision: DecisionView, subject: str) -> dict[str, Any]:
    return {
        "subject": subject,
        "day": decision.decided_on,
        "authority": decision.authority,
        "by": decision.by.name,
        "reasons": decision.reasons,
        "recourse": decision.recourse,
        "admitted": decision.admitted,
        "measures": [
            {"words": m.label, "sub": _parameters(m), "state": _state(m), "remark": m.remark}
            for m in decision.measures
        ],
    }


def _parameters(measure: MeasureView) -> list[tuple[Text, str]]:
    return list(measure.parameters)


def _state(measure: MeasureView) -> Text:
    if measure.recommended:
        return _("recommended, not imposed")
    return _("warranted, the subject had left") if measure.warranted else _("imposed")
