"""What is odd about one case's rows, gathered while the case is put together."""

from __future__ import annotations

from collections.abc import Mapping

from caseflow.imports.bundle import Allegation, Coded
from caseflow.imports.shape import Profile
from caseflow.labels import Text, _
from caseflow.sheets.problems import ProblemRow, Severity
from caseflow.sheets.tables import Row


class Notes:
    """The problem rows of one case. `names` are the files' names by what they hold."""

    def __init__(self, names: Mapping[str, str], reference: str) -> None:
        self.problems: list[ProblemRow] = []
        self._names = names
        self._reference = reference

    def warn(self, kind: str, row: Row, reason: Text) -> None:
        """Something to look at; the row came in."""
        self._add(kind, row, Severity.WARNING, reason)

    def leave_out(self, kind: str, row: Row, reason: Text) -> None:
        """The row did not come in, its case did."""
        self._add(kind, row, Severity.LEFT_OUT, reason)

    def damage(self, kind: str, row: Row) -> None:
        """Say so where characters were lost."""
        if row.damaged:
            columns = ", ".join(row.damaged)
            reason = _("characters that cannot be read were lost in: %(columns)s", columns=columns)
            self.warn(kind, row, reason)

    def allegation(self, row: Row, found: Allegation, profile: Profile) -> None:
        """What is missing or unknown in an allegation: all of it is kept word for word."""
        self._category(row, found, profile)
        self._finding(row, found, profile)
        self._measure(row, found)
        imposed = found.final_measure.kind is not None
        if imposed and found.final_finding.mapped not in profile.substantiated:
            self.warn("accused", row, _("a measure stands without a substantiated finding"))

    def _category(self, row: Row, found: Allegation, profile: Profile) -> None:
        if not found.category.raw:
            self.warn("accused", row, _("the category is missing; kept as not mapped"))
        elif profile.categories.excused(found.category.raw):
            self.warn("accused", row, _("the category has no counterpart; kept as not mapped"))
        elif found.category.mapped is None:
            self.warn("accused", row, _("the category is not known; kept as not mapped"))

    def _finding(self, row: Row, found: Allegation, profile: Profile) -> None:
        final, advised = found.final_finding, found.recommended_finding
        if not final.raw:
            self.warn("accused", row, _("the final finding is missing; kept as not mapped"))
        elif profile.findings.excused(final.raw):
            sentence = _("the final finding has no counterpart; kept as not mapped")
            self.warn("accused", row, sentence)
        elif _unknown(final):
            self.warn("accused", row, _("the final finding is not known; kept as not mapped"))
        if profile.findings.excused(advised.raw):
            sentence = _("the recommended finding has no counterpart; kept as not mapped")
            self.warn("accused", row, sentence)
        elif _unknown(advised):
            self.warn("accused", row, _("the recommended finding is not known; kept as not mapped"))

    def _measure(self, row: Row, found: Allegation) -> None:
        if not found.final_measure.raw:
            self.warn("accused", row, _("the final measure is missing; kept as not mapped"))
        elif not found.final_measure.known:
            self.warn("accused", row, _("the final measure is not known; kept as not mapped"))
        if found.recommended_measure.raw and not found.recommended_measure.known:
            self.warn("accused", row, _("the recommended measure is not known; kept as not mapped"))

    def _add(self, kind: str, row: Row, severity: Severity, reason: Text) -> None:
        problem = ProblemRow(self._names[kind], row.line, self._reference, severity, reason)
        self.problems.append(problem)


def _unknown(finding: Coded) -> bool:
    return bool(finding.raw) and finding.mapped is None and not finding.pending
