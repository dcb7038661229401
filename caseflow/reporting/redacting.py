"""The last pass over a summary without names: words that people typed do not reach a document."""

from __future__ import annotations

from dataclasses import replace

from caseflow.cases.opened_case.summary import CaseSummary, Level
from caseflow.cases.opened_case.views import AllegationRow, AnswerView, DecisionView, MeasureView
from caseflow.labels import _
from caseflow.reference.measures import ParameterKind, measures


def redacted(summary: CaseSummary) -> CaseSummary:
    """The summary as it may be printed at its own level; in full it stays as it is.

    The level already left sealed fields closed. This leaves out what is typed in the open: an old
    register's own words, remarks, the name of an authority.
    """
    if summary.level is Level.FULL:
        return summary
    return replace(
        summary,
        title="",
        summary="",
        matrix=tuple(_row(row) for row in summary.matrix),
        decisions=tuple(_decision(each) for each in summary.decisions),
        old_words=tuple(
            replace(each, measures=tuple(map(_measure, each.measures)), remarks=())
            for each in summary.old_words
            if each.measures
        ),
    )


def _row(row: AllegationRow) -> AllegationRow:
    cells = tuple(_answer(cell) if cell is not None else None for cell in row.cells)
    return replace(row, raw="", cells=cells)


def _answer(cell: AnswerView) -> AnswerView:
    label = _("Not mapped") if "raw" in cell.label.params else cell.label
    return replace(cell, label=label, evidence="", rests_on="")


def _decision(decision: DecisionView) -> DecisionView:
    return replace(
        decision,
        authority="",
        reasons="",
        recourse="",
        measures=tuple(_measure(each) for each in decision.measures),
    )


def _measure(measure: MeasureView) -> MeasureView:
    known = measures().get(measure.kind)
    if known is None:
        return replace(measure, label=_("Another measure"), parameters=(), raw="", remark="")
    typed = {p.label for p in known.parameters if p.kind is ParameterKind.TEXT}
    kept = {p.label for p in known.parameters} - typed
    parameters = tuple((label, value) for label, value in measure.parameters if label in kept)
    return replace(measure, parameters=parameters, raw="", remark="")
