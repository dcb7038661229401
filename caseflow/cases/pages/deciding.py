"""A decision as it is being written: its forms, put together from the case and the vocabularies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import g, request

from caseflow.access.root_days import day_of
from caseflow.cases.forms.answering import AnswerForm, DecisionForm, parameter_form
from caseflow.cases.opened_case.views import AllegationRow, AnswerView, CaseView, PartyView
from caseflow.cases.pages.offering import offer_list, offer_outcomes, offer_standards
from caseflow.cases.records.entries import DecisionEntry, FindingEntry, MeasureEntry
from caseflow.days import office_day
from caseflow.errors import NotReady
from caseflow.labels import Text
from caseflow.reference.lists import group_of, substantiated
from caseflow.reference.measures import Measure, MeasureKind, check_together, measures_for
from caseflow.reference.models import ListKind
from caseflow.reference.taxonomy import proof_warning
from caseflow.web import store
from caseflow.web.forms import BaseForm, Problem
from caseflow.web.words import say


@dataclass
class Alleged:
    """One allegation with the form of its final answer."""

    row: AllegationRow
    answer: AnswerView
    form: AnswerForm

    @property
    def warning(self) -> Text | None:
        """That the standard chosen is lower than is expected of such conduct."""
        outcome, standard = str(self.form.outcome.data), str(self.form.standard.data)
        return proof_warning(self.row.type, standard) if substantiated(outcome) else None


@dataclass
class Imposable:
    """One measure that may be imposed on this subject, with the form of its parameters."""

    measure: Measure
    form: BaseForm
    chosen: bool


class Decision(DecisionForm):
    """The whole form: answers and parameters stand in forms of their own."""

    alleged: list[Alleged]
    imposable: list[Imposable]

    def validate(self, extra_validators: object = None) -> bool:
        """Check everything, so that all faults show at once."""
        checked = [super().validate(extra_validators)]
        checked += [each.form.validate() for each in self.alleged]
        checked += [_check(m) for m in self.imposable if m.chosen]
        checked.append(self._stand_together())
        return all(checked)

    def _stand_together(self) -> bool:
        """Whether none of the chosen measures excludes another; a refusal is shown at them."""
        try:
            check_together([m.measure for m in self.imposable if m.chosen])
        except NotReady as error:
            self.refuse(error)
            return False
        return True

    def problems(self) -> list[Problem]:
        """What needs the writer, in the order of the page."""
        answers = [line for each in self.alleged for line in each.form.problems()]
        parameters = [line for m in self.imposable if m.chosen for line in m.form.problems()]
        return [*answers, *parameters, *super().problems()]

    @property
    def errors(self) -> dict[Any, Any]:
        """The faults of all its forms."""
        inner = [*(a.form for a in self.alleged), *(m.form for m in self.imposable if m.chosen)]
        found = {f"part {n}": form.errors for n, form in enumerate(inner) if form.errors}
        return {**found, **super().errors}

    def by_kind(self) -> list[tuple[MeasureKind, list[Imposable]]]:
        """What may be imposed, by what it is in law."""
        kinds = dict.fromkeys(m.measure.kind for m in self.imposable)
        return [(k, [m for m in self.imposable if m.measure.kind is k]) for k in kinds]

    def entry(self, subject_id: UUID) -> DecisionEntry:
        """What was typed, for the verb."""
        return DecisionEntry(
            subject_id=subject_id,
            reasons=self.reasons.data,
            findings=tuple(_finding(each, self) for each in self.alleged),
            measures=tuple(
                MeasureEntry(kind=m.measure.code, parameters=_typed(m))
                for m in self.imposable
                if m.chosen
            ),
            recourse=self.recourse.data or "",
            authority_id=self.authority.chosen_id,
            decided_on=self.decided_on.data,
            notified_on=self.notified_on.data,
            late_reason=self.late_reason.data or "",
        )


def decision_form(view: CaseView, subject: PartyView) -> Decision:
    """The form for one subject: what is alleged against them, what may be imposed on them."""
    today = day_of(store.session(), view.head.entity_id, g.now)
    place = [s.id for s in view.subjects].index(subject.id)
    alleged = [
        (row, answer, number)
        for number, row in enumerate(view.matrix, 1)
        if (answer := row.cells[place]) is not None
    ]
    form = Decision(
        data={"decided_on": today},
        today=today,
        shows={Text(row.code): f"{row.code}: {say(answer.label)}" for row, answer, _n in alleged},
        sealed=b"".join(a.finding_id.bytes for _row, a, _n in alleged if a.finding_id),
    )
    offer_list(form.authority, ListKind.AUTHORITY, view.head.entity_id)
    form.alleged = [_alleged(*each) for each in alleged]
    allowed = _allowed(subject)
    form.measures.offer([(m.code, m.label) for m in allowed])
    chosen = set(form.measures.data or ())
    form.imposable = [Imposable(m, parameter_form(m), m.code in chosen) for m in allowed]
    return form


def _alleged(row: AllegationRow, answer: AnswerView, number: int) -> Alleged:
    form = AnswerForm(prefix=f"a{number}", meta={"csrf": False})
    offer_outcomes(form.outcome)
    offer_standards(form.standard)
    if request.method != "POST" and not form.taken_up:
        form.outcome.data = answer.outcome
        form.standard.data = _code(form.standard.options, answer.standard)
    return Alleged(row, answer, form)


def _code(options: list[Any], label: Text | None) -> str | None:
    return next((option.value for option in options if option.label == label), None)


def _allowed(subject: PartyView) -> list[Measure]:
    if not subject.identified:
        return []
    return measures_for(group_of(subject.personnel_category), on=office_day(g.now))


def _check(each: Imposable) -> bool:
    """Whether the parameters can be read; a refusal is shown at the one at fault."""
    if not each.form.validate():
        return False
    try:
        each.measure.read_parameters(_typed(each))
    except NotReady as error:
        each.form.refuse(error)
        return False
    return True


def _typed(each: Imposable) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for field in each.form:
        yes = "y" if field.data is True else None
        found[field.short_name] = yes if isinstance(field.data, bool) else field.data
    return found


def _finding(each: Alleged, form: Decision) -> FindingEntry:
    return FindingEntry(
        allegation_id=each.answer.allegation_id,
        outcome=str(each.form.outcome.data),
        standard=str(each.form.standard.data),
        evidence=each.answer.rests_on or each.answer.evidence,
        authority_id=form.authority.chosen_id,
        found_on=form.decided_on.data,
    )
