"""Recording what was found, and deciding."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from caseflow.access.root_days import day_of
from caseflow.cases.forms.answering import FindingForm
from caseflow.cases.opened_case.views import AllegationRow, AnswerView, CaseView, PartyView
from caseflow.cases.pages.answers import chosen
from caseflow.cases.pages.case_words import crumbs, details_of, name_of, own_finding
from caseflow.cases.pages.deciding import Decision, decision_form
from caseflow.cases.pages.doing import case_of, submit_on_case, to_case, view_of
from caseflow.cases.pages.offering import offer_list, offer_outcomes, offer_standards
from caseflow.cases.pages.room import room
from caseflow.cases.permissions import CasePermission
from caseflow.cases.records.entries import FindingEntry
from caseflow.cases.services.deciding import (
    NO_CATEGORY,
    NOT_IDENTIFIED,
    check_decision,
    decide,
)
from caseflow.cases.services.departures import had_left
from caseflow.cases.services.finding import record_finding
from caseflow.errors import NotFound, NotReady, Refused
from caseflow.labels import Text, _
from caseflow.reference.lists import standards_of_proof, substantiated
from caseflow.reference.models import ListKind
from caseflow.reference.taxonomy import proof_warning
from caseflow.web import store
from caseflow.web.edit_forms import held
from caseflow.web.form_pages import actor_and_now, form_page
from caseflow.web.form_tokens import CSRF, TOKEN
from caseflow.web.lifecycle import perform
from caseflow.web.words import say


@room.route(
    "/cases/<reference:reference>/allegations/<uuid:allegation_id>",
    methods=["GET", "POST"],
    permission=CasePermission.FIND,
)
def finding(reference: str, allegation_id: UUID) -> ResponseReturnValue:
    """Record what an investigation found on one allegation."""
    view = view_of(reference)
    row, name, answer = alleged(view, allegation_id)
    today = day_of(store.session(), view.head.entity_id, g.now)
    before = finding_so_far(row, allegation_id)
    form = FindingForm(data={"found_on": today}, today=today, shows=before)
    offer_outcomes(form.outcome)
    offer_standards(form.standard)
    offer_list(form.authority, ListKind.AUTHORITY, view.head.entity_id)
    if submit_on_case(
        form,
        reference,
        lambda case: record_finding(case, found(form, allegation_id), **actor_and_now()),
    ):
        return to_case(reference, _recorded(row, form), "allegations")
    title = _("Record a finding")
    words = _("%(code)s, %(kind)s: %(name)s", code=row.code, kind=row.label, name=name)
    if expected := proof_warning(row.type, next(iter(standards_of_proof())).code):
        words = _("%(words)s. %(more)s", words=words, more=expected)
    here = crumbs(view.head, (title, ""))
    shown = {"title": title, "button": title, "words": words, "instead": _take_back(view, answer)}
    return form_page("cases/act.html", form, head=view.head, crumbs=here, **shown)


@room.route("/cases/<reference:reference>/findings/new", permission=CasePermission.FIND)
def next_finding(reference: str) -> ResponseReturnValue:
    """Go to the first allegation that waits for a finding of the reader, else to all of them."""
    view = view_of(reference)
    cells = (cell for row in view.matrix for cell in row.cells)
    waits = next((cell for cell in cells if cell and cell.investigating and not cell.outcome), None)
    if waits is None or "find" not in view.may:
        return redirect(url_for("cases.case", reference=reference, _anchor="allegations"), code=303)
    address = url_for("cases.finding", reference=reference, allegation_id=waits.allegation_id)
    return redirect(address, code=303)


def _take_back(view: CaseView, answer: AnswerView) -> list[tuple[Text, str]]:
    """Where the finding that counts is taken back, for whoever recorded it."""
    if not own_finding(answer):
        return []
    at: dict[str, Any] = {"reference": view.head.reference, "finding_id": answer.finding_id}
    return [(_("Take your finding back"), url_for("cases.withdraw", **at))]


@room.route("/cases/<reference:reference>/decision", permission=CasePermission.DECIDE)
def decision(reference: str) -> ResponseReturnValue:
    """Go to the first subject who waits for a decision."""
    view = view_of(reference)
    subject = next(iter(waiting(view)), None)
    if subject is None:
        raise NotFound(_("Nobody in this case waits for a decision."))
    return redirect(url_for("cases.decide_on", reference=reference, person_id=subject.id), code=303)


@room.route(
    "/cases/<reference:reference>/people/<uuid:person_id>/decision",
    methods=["GET", "POST"],
    permission=CasePermission.DECIDE,
)
def decide_on(reference: str, person_id: UUID) -> ResponseReturnValue:
    """Decide on one subject: write it, look at it once more, then it is final."""
    held(store.session(), case_of(reference))
    view = view_of(reference)
    subject = subject_of(view, person_id)
    form = decision_form(view, subject)
    do = request.form.get("do", "check")
    if request.method == "POST" and do != "change" and form.validate():
        case, entry = case_of(reference), form.entry(person_id)
        try:
            if do != "decide":
                perform(check_decision, case, entry, **actor_and_now())
                return decision_page("cases/decision_check.html", view, subject, form), 200
            made = perform(decide, case, entry, **actor_and_now())
        except NotReady as error:
            form.refuse(error)
        else:
            return to_case(reference, _("The decision is recorded."), f"decision-{made.id}")
    page = decision_page("cases/decision.html", view, subject, form)
    return page, 422 if form.errors else 200


def decision_page(template: str, view: CaseView, subject: PartyView, form: Decision) -> str:
    """The form of a decision, or its answers shown once more."""
    title = _("Decide")
    return render_template(
        template,
        form=form,
        head=view.head,
        crumbs=crumbs(view.head, (title, "")),
        name=name_of(subject),
        details=details_of(subject),
        left=subject.left_on,
        warranted=form.decided_on.data is not None
        and had_left(subject.left_on, form.decided_on.data),
        nothing=NO_CATEGORY if subject.identified else NOT_IDENTIFIED,
        others=len(view.undecided) - 1,
        sent=[(k, v) for k, v in request.form.items(multi=True) if k not in (CSRF, TOKEN, "do")],
        chosen=chosen,
        parameters=parameters,
    )


def parameters(form: Any) -> list[tuple[Any, str]]:
    """What was typed for a measure, with labels."""
    yes = _("yes")
    return [
        (field.label.text, yes if field.data is True else str(field.data))
        for field in form
        if field.data
    ]


def _recorded(row: AllegationRow, form: FindingForm) -> Text:
    """What is said when a finding is recorded; a low standard of proof is warned of."""
    warning = proof_warning(row.type, str(form.standard.data))
    if warning is not None and substantiated(str(form.outcome.data)):
        return _("The finding on %(code)s is recorded. %(more)s", code=row.code, more=warning)
    return _("The finding on %(code)s is recorded.", code=row.code)


def alleged(view: CaseView, allegation_id: UUID) -> tuple[AllegationRow, str, AnswerView]:
    """Row, subject and answer of an allegation. Raises NotFound, Refused."""
    if "find" not in view.may:
        raise Refused(_("Only an investigator of this case records findings."))
    return row_and_answer(view, allegation_id)


def row_and_answer(view: CaseView, allegation_id: UUID) -> tuple[AllegationRow, str, AnswerView]:
    """Row, subject and answer of an allegation. Raises NotFound."""
    for row in view.matrix:
        for subject, cell in zip(view.subjects, row.cells, strict=True):
            if cell is not None and cell.allegation_id == allegation_id:
                return row, name_of(subject), cell
    raise NotFound(_("There is no such allegation."))


def finding_so_far(row: AllegationRow, allegation_id: UUID) -> dict[Text, str]:
    """The finding that stands now, for whoever records another one while it is made."""
    cells = (cell for cell in row.cells if cell is not None)
    cell = next(each for each in cells if each.allegation_id == allegation_id)
    if cell.finding_id is None:
        return {_("Finding so far"): ""}
    return {_("Finding so far"): " · ".join(filter(None, (say(cell.label), cell.evidence)))}


def found(form: FindingForm, allegation_id: UUID) -> FindingEntry:
    """What was typed, for the verb."""
    return FindingEntry(
        allegation_id=allegation_id,
        outcome=str(form.outcome.data),
        standard=str(form.standard.data),
        evidence=form.evidence.data,
        authority_id=form.authority.chosen_id,
        found_on=form.found_on.data,
        late_reason=form.late_reason.data or "",
    )


def waiting(view: CaseView) -> list[PartyView]:
    """Subjects without a decision that stands, those who can be decided on now before others."""
    decided = {d.subject_id for d in view.decisions}
    left = [s for s in view.subjects if s.id not in decided]
    return sorted(left, key=lambda subject: subject.id not in view.undecided)


def subject_of(view: CaseView, person_id: UUID) -> PartyView:
    """The subject to decide on. Raises Refused, NotFound."""
    subject = next((s for s in waiting(view) if s.id == person_id), None)
    if subject is None:
        raise NotFound(_("There is no such subject."))
    if "decide" not in view.may or person_id not in view.undecided:
        raise Refused(_("You do not decide on this case at this stage."))
    return subject
