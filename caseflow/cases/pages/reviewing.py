"""Recording the review of a finding."""

from __future__ import annotations

from uuid import UUID

from flask import g
from flask.typing import ResponseReturnValue

from caseflow.access.root_days import day_of
from caseflow.cases.forms.answering import ReviewForm
from caseflow.cases.pages.answering import finding_so_far, found, row_and_answer
from caseflow.cases.pages.case_words import crumbs
from caseflow.cases.pages.doing import submit_on_case, to_case, view_of
from caseflow.cases.pages.offering import offer_list, offer_outcomes, offer_standards
from caseflow.cases.pages.room import room
from caseflow.cases.permissions import CasePermission
from caseflow.cases.services.reviewing import record_review
from caseflow.errors import NotReady, Refused
from caseflow.labels import _
from caseflow.reference.models import ListKind
from caseflow.web import store
from caseflow.web.form_pages import actor_and_now, form_page


@room.route(
    "/cases/<reference:reference>/allegations/<uuid:allegation_id>/review",
    methods=["GET", "POST"],
    permission=CasePermission.REVIEW,
)
def review(reference: str, allegation_id: UUID) -> ResponseReturnValue:
    """Record what a review makes of the finding on one allegation."""
    view = view_of(reference)
    if "review" not in view.may:
        raise Refused(_("A case is reviewed by somebody who did not investigate it, in its turn."))
    row, name, answer = row_and_answer(view, allegation_id)
    if answer.outcome is None:
        raise NotReady(_("Nothing was found on this allegation: there is nothing to review."))
    today = day_of(store.session(), view.head.entity_id, g.now)
    form = ReviewForm(
        data={"found_on": today, "outcome": answer.outcome, "standard": answer.standard_code},
        today=today,
        shows=finding_so_far(row, allegation_id),
    )
    offer_outcomes(form.outcome)
    offer_standards(form.standard)
    offer_list(form.authority, ListKind.AUTHORITY, view.head.entity_id)
    if submit_on_case(
        form,
        reference,
        lambda case: record_review(case, found(form, allegation_id), **actor_and_now()),
    ):
        said = _("The review of %(code)s is recorded.", code=row.code)
        return to_case(reference, said, "allegations")
    title = _("Record a review")
    words = _(
        "%(code)s, %(kind)s: %(name)s. The investigation found: %(found)s.",
        code=row.code,
        kind=row.label,
        name=name,
        found=answer.investigated or answer.label,
    )
    here = crumbs(view.head, (title, ""))
    shown = {"title": title, "button": title, "words": words}
    return form_page("cases/act.html", form, head=view.head, crumbs=here, **shown)
