"""Decisions in words: what was imposed on whom, and why."""

from __future__ import annotations

from typing import Any

from flask import url_for

from caseflow.cases.opened_case.register_views import OldRemark
from caseflow.cases.opened_case.views import CaseView, DecisionView, MeasureView
from caseflow.cases.pages.case_words import name_of
from caseflow.cases.pages.day_links import tell_url
from caseflow.labels import Text, _


def decisions(case: CaseView) -> list[dict[str, Any]]:
    """Each decision with its measures; those that were set aside come last."""
    names = {subject.id: name_of(subject) for subject in case.subjects}
    every = (*case.decisions, *case.decisions_set_aside)
    return [_decision(case, each, names.get(each.subject_id, "")) for each in every]


def _decision(case: CaseView, decision: DecisionView, subject: str) -> dict[str, Any]:
    reference, aside, findings = case.head.reference, "", []
    if decision.id in case.may_set_aside:
        aside = url_for("cases.put_aside", reference=reference, decision_id=decision.id)
        findings = [
            {
                "code": row.code,
                "url": url_for("cases.take_back", reference=reference, finding_id=cell.finding_id),
            }
            for row in case.matrix
            for cell in row.cells
            if cell is not None and cell.decision_id == decision.id
        ]
    return {
        "id": decision.id,
        "set_aside_url": aside,
        "findings": findings,
        "subject": subject,
        "day": decision.decided_on,
        "told_on": decision.told_on,
        "tell_url": tell_url(case, decision),
        "authority": decision.authority,
        "by": decision.by.name,
        "reasons": decision.reasons,
        "recourse": decision.recourse,
        "admitted": decision.admitted,
        "set_aside": decision.set_aside,
        "measures": [_decided_measure(decision, m) for m in decision.measures],
    }


def _decided_measure(decision: DecisionView, measure: MeasureView) -> dict[str, Any]:
    shown = _measure(measure)
    return {**shown, "state": _("no longer applies")} if decision.set_aside else shown


def old_words(case: CaseView) -> list[dict[str, Any]]:
    """What an old register says of each subject besides findings and what was imposed."""
    names = {subject.id: name_of(subject) for subject in case.subjects}
    return [
        {
            "subject": names.get(each.subject_id, ""),
            "measures": [_measure(m) for m in each.measures],
            "remarks": [
                {"words": r.words, "code": r.code, "state": _recommended(r)} for r in each.remarks
            ],
        }
        for each in case.old_words
    ]


def _recommended(remark: OldRemark) -> Text | str:
    return _("in place of a recommended measure") if remark.recommended else ""


def _measure(measure: MeasureView) -> dict[str, Any]:
    return {
        "words": measure.label,
        "sub": _parameters(measure),
        "state": _state(measure),
        "remark": measure.remark,
    }


def _parameters(measure: MeasureView) -> list[tuple[Text, str]]:
    return list(measure.parameters)


def _state(measure: MeasureView) -> Text:
    if measure.recommended:
        return _("recommended, not imposed")
    if measure.kind is None:
        return _("not known whether imposed")
    return _("warranted, the subject had left") if measure.warranted else _("imposed")
