"""Taking a finding of one's own back while it is investigated."""

from __future__ import annotations

from uuid import UUID

from flask.typing import ResponseReturnValue

from caseflow.cases.forms.answering import WithdrawForm
from caseflow.cases.pages.case_words import crumbs, own_finding
from caseflow.cases.pages.doing import submit_on_case, to_case, view_of
from caseflow.cases.pages.room import room
from caseflow.cases.permissions import CasePermission
from caseflow.cases.services.finding import withdraw_finding
from caseflow.errors import NotFound, Refused
from caseflow.labels import _
from caseflow.web.form_pages import actor_and_now, form_page

WORDS = _(
    "It counts no more: an earlier finding on %(code)s counts again, else the allegation stays "
    "alleged. What you found stays readable in the timeline, marked as withdrawn. You can record "
    "a finding anew."
)


@room.route(
    "/cases/<reference:reference>/findings/<uuid:finding_id>/withdraw",
    methods=["GET", "POST"],
    permission=CasePermission.FIND,
)
def withdraw(reference: str, finding_id: UUID) -> ResponseReturnValue:
    """Take one's own finding back."""
    view = view_of(reference)
    cells = [(row.code, cell) for row in view.matrix for cell in row.cells if cell is not None]
    known = next(((code, cell) for code, cell in cells if cell.finding_id == finding_id), None)
    if known is None:
        raise NotFound(_("There is no such finding."))
    code, answer = known
    if "find" not in view.may or not own_finding(answer):
        raise Refused(_("You cannot take this finding back."))
    form, title = WithdrawForm(), _("Take the finding back")
    reason = str(form.reason.data or "")
    if submit_on_case(
        form,
        reference,
        lambda case: withdraw_finding(case, finding_id, reason=reason, **actor_and_now()),
    ):
        return to_case(reference, _("The finding is taken back."))
    here = crumbs(view.head, (title, ""))
    shown = {"title": title, "button": title, "words": _(WORDS.msgid, code=code)}
    return form_page("cases/act.html", form, head=view.head, crumbs=here, **shown)
