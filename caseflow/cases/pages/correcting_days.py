"""Correcting the day of a step, a finding or a decision; and when a subject was told of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from flask import g, request
from flask.typing import ResponseReturnValue

from caseflow.access.root_days import day_of
from caseflow.cases.course.step_days import read_written
from caseflow.cases.forms.corrections import CorrectionForm, CorrectToldForm, DayForm, ToldForm
from caseflow.cases.models import Allegation, Case, Decision, Finding
from caseflow.cases.opened_case.views import CaseHead
from caseflow.cases.pages.case_words import crumbs
from caseflow.cases.pages.correcting import Shown, page, why
from caseflow.cases.pages.doing import case_of, head_of, submit_on_case, to_case
from caseflow.cases.pages.room import READ, room
from caseflow.cases.policy import TELLING, WORKING
from caseflow.cases.queries import row_of
from caseflow.cases.records.correctable import Group
from caseflow.cases.services import correcting_days as days
from caseflow.cases.services import subject_told as telling
from caseflow.cases.workflow import stage_label
from caseflow.labels import Text, _
from caseflow.matters.models import Move
from caseflow.web import store
from caseflow.web.form_pages import actor_and_now, form_page

BOTH = ["GET", "POST"]
Verb = Callable[..., None]


@room.route("/cases/<reference:reference>/steps/<uuid:move_id>/day", methods=BOTH, permission=READ)
def correct_move_day(reference: str, move_id: UUID) -> ResponseReturnValue:
    """Correct the day on which a step of the case was taken."""
    head, case = head_of(reference, *WORKING), case_of(reference)
    row: Move = row_of(store.session(), Move, move_id, case.id)
    written = read_written(store.session(), case)
    days.check_move(written, row)
    stage = stage_label(row.end, written.tracks[row.proceeding_id])
    title = _("Correct the day of the step to “%(stage)s”", stage=stage)
    return _day_page(head, case, days.move_day(row), days.correct_move_day, title)


@room.route(
    "/cases/<reference:reference>/findings/<uuid:finding_id>/day", methods=BOTH, permission=READ
)
def correct_finding_day(reference: str, finding_id: UUID) -> ResponseReturnValue:
    """Correct the day on which an allegation was answered."""
    head, case = head_of(reference, *WORKING), case_of(reference)
    row: Finding = row_of(store.session(), Finding, finding_id, case.id)
    days.check_finding(row)
    alleged: Allegation = row_of(
        store.session(), Allegation, row.allegation_id, case.id, withdrawn=True
    )
    title = _("Correct the day of the finding on %(code)s", code=alleged.code)
    return _day_page(head, case, days.finding_day(row), days.correct_finding_day, title)


@room.route(
    "/cases/<reference:reference>/decisions/<uuid:decision_id>/day", methods=BOTH, permission=READ
)
def correct_decision_day(reference: str, decision_id: UUID) -> ResponseReturnValue:
    """Correct the day on which a decision was made, while nothing final rests on it."""
    head, case = head_of(reference, *TELLING), case_of(reference)
    row: Decision = row_of(store.session(), Decision, decision_id, case.id)
    days.check_decision(store.session(), row)
    title = _("Correct the day of the decision")
    return _day_page(head, case, days.decision_day(row), days.correct_decision_day, title)


def _day_page(
    head: CaseHead, case: Case, group: Group, verb: Verb, title: Text
) -> ResponseReturnValue:
    """The form of one day, filled with the one that is kept."""
    (kept,) = group.values.values()
    form = DayForm(
        data={"day": _read(kept), "version": group.version},
        today=day_of(store.session(), head.entity_id, g.now),
    )

    def correct(case: Case) -> None:
        verb(case, group.about_id, day=form.day.data, **why(form), **actor_and_now())

    return _page(head, case, form, group, correct, form.day, title)


@room.route(
    "/cases/<reference:reference>/decisions/<uuid:decision_id>/told", methods=BOTH, permission=READ
)
def record_told(reference: str, decision_id: UUID) -> ResponseReturnValue:
    """Record on which day the subject was told of a decision."""
    head, case = head_of(reference, *TELLING), case_of(reference)
    row: Decision = row_of(store.session(), Decision, decision_id, case.id)
    if row.notified_on is not None and request.method != "POST":
        raise telling.told_already(row.notified_on)
    form = ToldForm(today=day_of(store.session(), head.entity_id, g.now))

    def record(case: Case) -> None:
        late = form.late_reason.data or ""
        on: Any = form.on.data
        telling.record_told(case, decision_id, on=on, late_reason=late, **actor_and_now())

    if submit_on_case(form, reference, record):
        words = _("It is recorded that the subject was told.")
        return to_case(reference, words, f"decision-{decision_id}")
    title = _("Record that the subject was told")
    here = crumbs(head, (title, ""))
    words = _(
        "The day on which the subject was given the decision, with its reasons and what can be "
        "done against it."
    )
    return form_page(
        "cases/act.html", form, head=head, crumbs=here, title=title, button=title, words=words
    )


@room.route(
    "/cases/<reference:reference>/decisions/<uuid:decision_id>/told/correct",
    methods=BOTH,
    permission=READ,
)
def correct_told(reference: str, decision_id: UUID) -> ResponseReturnValue:
    """Correct the day on which the subject was told, or say that they were not."""
    head, case = head_of(reference, *TELLING), case_of(reference)
    row: Decision = row_of(store.session(), Decision, decision_id, case.id)
    group = telling.told_day(row)
    form = CorrectToldForm(
        data={"on": row.notified_on, "version": group.version},
        today=day_of(store.session(), head.entity_id, g.now),
    )

    def correct(case: Case) -> None:
        on = None if form.taken_back.data else form.on.data
        telling.correct_told(case, decision_id, on=on, **why(form), **actor_and_now())

    title = _("Correct when the subject was told")
    return _page(head, case, form, group, correct, form.on, title)


def _page(
    head: CaseHead,
    case: Case,
    form: CorrectionForm,
    group: Group,
    correct: Callable[[Case], None],
    field: Any,
    title: Text,
) -> ResponseReturnValue:
    (fact,) = group.values

    def typed() -> dict[str, str]:
        return {fact: field.data.isoformat() if field.data else ""}

    return page(head, case, form, group, correct, typed, Shown(title, "timeline"))


def _read(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
