"""Withdrawing a person or an allegation that was entered by mistake, and taking that back."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from caseflow.cases.forms.withdrawals import (
    TakeBackForm,
    WithdrawAllegationForm,
    WithdrawEntryForm,
)
from caseflow.cases.models import Part, Party
from caseflow.cases.opened_case.views import CaseView, PartyView
from caseflow.cases.pages.case_words import crumbs, name_of
from caseflow.cases.pages.correcting_people import LONGEST_CODE
from caseflow.cases.pages.doing import case_of, submit_on_case, to_case, view_of
from caseflow.cases.pages.offering import offer_shut_out
from caseflow.cases.pages.room import room
from caseflow.cases.pages.withdrawn import title_of
from caseflow.cases.permissions import CasePermission
from caseflow.cases.policy import require_sees_reporters, require_work
from caseflow.cases.queries import row_of
from caseflow.cases.records.what_rests import rests_on_person
from caseflow.cases.services.taking_back import take_back
from caseflow.cases.services.withdrawing import withdraw_allegation, withdraw_person
from caseflow.errors import NotFound
from caseflow.labels import Text, _
from caseflow.web import store
from caseflow.web.flashes import tell
from caseflow.web.form_pages import actor_and_now, form_page
from caseflow.web.guard import current_actor
from caseflow.web.words import say

EDIT = CasePermission.EDIT
MEANING = (
    _("It stays to be read in this case, marked as withdrawn, with your name and your reason."),
    _("It counts no more: not for findings, decisions, figures and limits, nor in new documents."),
    _("You can take this back as long as the case is not merged into another."),
)
OF_A_PERSON = (
    _("The case is no longer found by this name, and whoever was kept out only for it comes back."),
    _(
        "If the person has an account here, they stay kept out until whoever manages access"
        " decides."
    ),
)
OF_A_SUBJECT = _("Their proceeding and all that is alleged against them is withdrawn with them.")
BACK = (
    _("It counts again from now on, where it stood."),
    _("A person is found by their names again, and keeps out whoever has the same name."),
    _("If a proceeding stood at an earlier stage than the case, the case goes back to that stage."),
)


@room.route(
    "/cases/<reference:reference>/people/<uuid:person_id>/withdraw",
    methods=["GET", "POST"],
    permission=EDIT,
)
def withdraw_one(reference: str, person_id: UUID) -> ResponseReturnValue:
    """Withdraw somebody who was named by mistake."""
    view = editing(reference)
    case = case_of(reference)
    row: Party = row_of(store.session(), Party, person_id, case.id)
    if row.part is Part.REPORTER:
        require_sees_reporters(case, current_actor())
    person = next(each for each in (*view.subjects, *view.people) if each.id == person_id)
    form = WithdrawEntryForm()
    if submit_on_case(
        form,
        reference,
        lambda case: withdraw_person(case, person_id, reason=form.reason.data, **actor_and_now()),
    ):
        return to_case(reference, _("The person is withdrawn."), "people")
    title = _("Withdraw a person named by mistake")
    subject = (OF_A_SUBJECT,) if row.part is Part.SUBJECT else ()
    blocking = rests_on_person(store.session(), case, row)
    return shown(
        view,
        form,
        title,
        f"{say(person.part.label)}: {name_of(person)}",
        (*MEANING, *subject, *OF_A_PERSON),
        button=_("Withdraw this person"),
        blocking=[{"words": each, "url": "", "note": ""} for each in blocking],
    )


@room.route(
    "/cases/<reference:reference>/allegations/<code>/withdraw",
    methods=["GET", "POST"],
    permission=EDIT,
)
def withdraw_alleged(reference: str, code: str) -> ResponseReturnValue:
    """Withdraw what is alleged under a code, against some or all whom it accuses."""
    view, code = editing(reference), code[:LONGEST_CODE]
    row = next((each for each in view.matrix if each.code == code), None)
    if row is None:
        raise NotFound(_("This is not part of the case."))
    pairs = zip(view.subjects, row.cells, strict=True)
    accused: list[PartyView] = [subject for subject, cell in pairs if cell is not None]
    alone = [str(each.id) for each in accused] if len(accused) == 1 else []
    form = WithdrawAllegationForm(data={"subjects": alone})
    form.subjects.offer([(str(each.id), name_of(each)) for each in accused])
    if submit_on_case(
        form,
        reference,
        lambda case: withdraw_allegation(
            case,
            code,
            subjects=[UUID(each) for each in form.subjects.data or ()],
            reason=form.reason.data,
            **actor_and_now(),
        ),
    ):
        return to_case(reference, _("The allegation is withdrawn."), "allegations")
    title = _("Withdraw an allegation made by mistake")
    lede, button = f"{code} · {say(row.label)}", _("Withdraw this allegation")
    return shown(view, form, title, lede, MEANING, button=button)


@room.route(
    "/cases/<reference:reference>/withdrawals/<uuid:withdrawal_id>/take-back",
    methods=["GET", "POST"],
    permission=EDIT,
)
def count_anew(reference: str, withdrawal_id: UUID) -> ResponseReturnValue:
    """Let what was withdrawn count again."""
    view = editing(reference)
    entry = next((each for each in view.withdrawn if each.id == withdrawal_id), None)
    if entry is None:
        raise NotFound(_("This is not part of the case."))
    form = TakeBackForm()
    offer_shut_out(form.despite)
    if submit_on_case(
        form,
        reference,
        lambda case: take_back(
            case,
            withdrawal_id,
            reason=form.reason.data,
            despite=form.despite.chosen_ids,
            **actor_and_now(),
        ),
    ):
        said, panel = (
            _("The withdrawal is taken back."),
            "people" if entry.person else "allegations",
        )
        if current_actor().user_id in form.despite.chosen_ids:
            tell(said)
            return redirect(url_for("cases.queue"))
        return to_case(reference, said, panel)
    title = _("Take a withdrawal back")
    return shown(view, form, title, title_of(entry), BACK, button=_("Let it count again"))


def editing(reference: str) -> CaseView:
    """The case, for whoever may correct it. Raises Refused, NotFound and NotReady."""
    require_work(store.session(), current_actor(), EDIT, case=case_of(reference))
    return view_of(reference)


def shown(
    view: CaseView,
    form: WithdrawEntryForm | TakeBackForm,
    title: Text,
    lede: str,
    meaning: Sequence[Text],
    *,
    button: Text,
    blocking: Sequence[dict[str, object]] = (),
) -> ResponseReturnValue:
    """The page of one of these acts: what it means, and what has to be done before."""
    here = crumbs(view.head, (title, ""))
    told = {"title": title, "words": lede, "meaning": meaning, "button": button}
    return form_page("cases/act.html", form, head=view.head, crumbs=here, blocking=blocking, **told)
