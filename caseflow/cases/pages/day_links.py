"""Where the day of a step is corrected, and where it is recorded that a subject was told."""

from __future__ import annotations

from flask import url_for

from caseflow.cases.opened_case.views import CaseView, DecisionView, EventView

PAGES = {
    "move": ("correct-days", "cases.correct_move_day", "move_id"),
    "finding": ("correct-days", "cases.correct_finding_day", "finding_id"),
    "decision": ("tell-subject", "cases.correct_decision_day", "decision_id"),
    "told": ("tell-subject", "cases.correct_told", "decision_id"),
}
"""By what has the day: what of `CaseView.may` opens the page, and the page."""


def day_page(case: CaseView, event: EventView) -> str:
    """Where the day of this line is corrected; empty where it is not, or somebody else does."""
    if event.correctable is None:
        return ""
    kind, row_id = event.correctable
    right, endpoint, name = PAGES[kind]
    if right not in case.may:
        return ""
    return url_for(endpoint, **{"reference": case.head.reference, name: row_id})  # type: ignore[arg-type]


def tell_url(case: CaseView, decision: DecisionView) -> str:
    """Where it is recorded that the subject was told; empty once it is, or where others do.

    Nobody tells a subject who is not identified.
    """
    if not any(each.id == decision.subject_id and each.identified for each in case.subjects):
        return ""
    if decision.told_on is not None or decision.set_aside or "tell-subject" not in case.may:
        return ""
    at = {"reference": case.head.reference, "decision_id": decision.id}
    return url_for("cases.record_told", **at)  # type: ignore[arg-type]
