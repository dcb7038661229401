"""Setting a decision aside, and taking a final finding back, before the case is closed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from flask.typing import ResponseReturnValue

from caseflow.cases.forms.working import ReasonedMoveForm
from caseflow.cases.models import Case
from caseflow.cases.opened_case.views import CaseView
from caseflow.cases.pages.case_words import crumbs
from caseflow.cases.pages.doing import dated_form, submit_on_case, to_case, view_of
from caseflow.cases.pages.room import room
from caseflow.cases.permissions import CasePermission
from caseflow.cases.services.decisions_set_aside import set_aside, withdraw_final_finding
from caseflow.errors import NotFound, Refused
from caseflow.labels import Text, _
from caseflow.web.form_pages import actor_and_now, form_page

REVIEW = CasePermission.REVIEW
SET_ASIDE_WORDS = _(
    "Its final findings and measures no longer apply, and the case waits for a new decision. This "
    "cannot be undone: only a new decision takes its place. The reason stays in the case."
)
TAKE_BACK_WORDS = _(
    "The decision that it belongs to is set aside with it: its other findings and its measures "
    "no longer apply, and the case waits for a new decision. This cannot be undone: only a new "
    "decision takes its place. The reason stays in the case."
)


@room.route(
    "/cases/<reference:reference>/decisions/<uuid:decision_id>/set-aside",
    methods=["GET", "POST"],
    permission=REVIEW,
)
def put_aside(reference: str, decision_id: UUID) -> ResponseReturnValue:
    """Set one decision aside."""
    view = view_of(reference)
    if all(each.id != decision_id for each in view.decisions):
        raise NotFound(_("There is no such decision."))
    if decision_id not in view.may_set_aside:
        raise Refused(_("You cannot set this decision aside."))
    return reason_page(
        view,
        partial(set_aside, decision_id=decision_id),
        title=_("Set the decision aside"),
        words=SET_ASIDE_WORDS,
        said=_("The decision is set aside. A new one has to be made."),
    )


@room.route(
    "/cases/<reference:reference>/findings/<uuid:finding_id>/take-back",
    methods=["GET", "POST"],
    permission=REVIEW,
)
def take_back(reference: str, finding_id: UUID) -> ResponseReturnValue:
    """Take one final finding back, and with it the decision that made it."""
    view = view_of(reference)
    answers = (cell for row in view.matrix for cell in row.cells if cell is not None)
    answer = next((each for each in answers if each.finding_id == finding_id), None)
    if answer is None:
        raise NotFound(_("There is no such finding."))
    if answer.decision_id not in view.may_set_aside:
        raise Refused(_("You cannot take this finding back."))
    return reason_page(
        view,
        partial(withdraw_final_finding, finding_id=finding_id),
        title=_("Take the final finding back"),
        words=TAKE_BACK_WORDS,
        said=_("The finding is taken back. A new decision has to be made."),
    )


def reason_page(
    view: CaseView, verb: Callable[..., object], *, title: Text, words: Text, said: Text
) -> ResponseReturnValue:
    """The page that asks why, and does what the verb does once that is said."""
    form = dated_form(ReasonedMoveForm, view)

    def act(case: Case) -> object:
        reason, day = str(form.reason.data or ""), form.happened_on.data
        return verb(case, reason=reason, happened_on=day, **actor_and_now())

    if submit_on_case(form, view.head.reference, act):
        return to_case(view.head.reference, said)
    here = crumbs(view.head, (title, ""))
    shown = {"title": title, "button": title, "words": words}
    return form_page("cases/act.html", form, head=view.head, crumbs=here, **shown)
