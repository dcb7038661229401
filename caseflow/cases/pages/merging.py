"""Merging a case into another one, and undoing it."""

from __future__ import annotations

from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue

from caseflow.cases.forms.working import MergeForm, UntieForm
from caseflow.cases.models import Case
from caseflow.cases.opened_case.views import CaseView
from caseflow.cases.pages.case_words import crumbs, name_of
from caseflow.cases.pages.doing import case_of, submit_on_case, to_case, view_of, view_to_work
from caseflow.cases.pages.merge_effects import effects_of
from caseflow.cases.pages.offering import offer_shut_out
from caseflow.cases.pages.room import room
from caseflow.cases.pages.tying import in_the_way, other
from caseflow.cases.permissions import CasePermission
from caseflow.cases.policy import require_work
from caseflow.cases.services.merges_undone import undo_merge as stand_alone
from caseflow.cases.services.merges_undone import what_stands
from caseflow.cases.services.merging import merge as merge_into
from caseflow.cases.services.merging import require_mergeable
from caseflow.errors import NotFound, NotReady, Refused
from caseflow.labels import Text, _
from caseflow.web import store
from caseflow.web.form_pages import actor_and_now, form_page
from caseflow.web.guard import current_actor

EDIT = CasePermission.EDIT
NOT_YET = _(
    "Nothing is merged yet. Tick who is the same person in both cases, or nobody, and send again."
)


@room.route("/cases/<reference:reference>/merge", methods=["GET", "POST"], permission=EDIT)
def merge(reference: str) -> ResponseReturnValue:
    """Merge this case into another one."""
    view = view_to_work(reference, EDIT)
    if "merge" not in view.may:
        raise NotReady(_("Only open cases can be merged."))
    form = MergeForm()
    offer_shut_out(form.despite)
    if not _asks_first(form, view) and submit_on_case(
        form, reference, lambda case: _merge(case, form)
    ):
        return to_case(reference, _("The case is merged. It stays readable as it was."))
    title = _("Merge into another case")
    here = crumbs(view.head, (title, ""))
    shown = {"title": title, "effects": effects_of(view, form)}
    return form_page("cases/merge.html", form, head=view.head, crumbs=here, **shown)


def _merge(case: Case, form: MergeForm) -> None:
    pairs = [each.split(":") for each in form.same.data or ()]
    merge_into(
        case,
        other(form.reference.data),
        reason=form.reason.data,
        same=[(UUID(here), UUID(there)) for here, there in pairs],
        despite=form.despite.chosen_ids,
        **actor_and_now(),
    )


def _asks_first(form: MergeForm, view: CaseView) -> bool:
    """Offer who may be the same person in both cases; whether nothing is to be merged yet.

    Two cases that cannot be merged are refused at the reference, before anything is asked.
    """
    typed = (form.reference.data or "").strip()
    if request.method != "POST" or not typed:
        return False
    try:
        there = view_of(typed)
    except NotFound:
        return False
    try:
        require_mergeable(case_of(view.head.reference), other(typed), **actor_and_now())
    except NotReady as refusal:
        form.refuse(refusal)
        return True
    form.same.offer(_pairs(view, there))
    told = bool(form.same.options) or bool(effects_of(view, form))
    if not told or form.asked.data == there.head.reference:
        return False
    form.asked.carry(there.head.reference)
    if not form.validate():
        return True
    if form.same.options:
        form.refuse_at("same", NOT_YET)
    else:
        form.refuse_at(None, _("Nothing is merged yet. Read what it does, and send again."))
    return True


def _pairs(here: CaseView, there: CaseView) -> list[tuple[str, Text]]:
    """Everybody who may be the same person in both cases, as they are ticked."""
    return [
        (
            f"{mine.id}:{theirs.id}",
            _("%(here)s here is %(there)s there", here=name_of(mine), there=name_of(theirs)),
        )
        for mine in here.subjects
        for theirs in there.subjects
        if mine.identified and theirs.identified
    ]


@room.route("/cases/<reference:reference>/merge/undo", methods=["GET", "POST"], permission=EDIT)
def undo_merge(reference: str) -> ResponseReturnValue:
    """Undo the merge of this case into another one."""
    view = view_of(reference)
    if case_of(reference).merged_into is None:
        raise NotReady(_("This case is not merged: there is nothing to undo."))
    if "undo-merge" not in view.may:
        raise Refused(_("Your role does not let you do this here."))
    if not view.head.merged_into:
        raise NotFound(_("This case is not merged into one that you can see."))
    session, case = store.session(), case_of(reference)
    into = other(view.head.merged_into)
    require_work(session, current_actor(), EDIT, case=into)
    form = UntieForm()
    if submit_on_case(
        form,
        reference,
        lambda shell: stand_alone(
            shell, other(view.head.merged_into), reason=form.reason.data, **actor_and_now()
        ),
    ):
        return to_case(reference, _("The merge is undone. The case stands where it stood."))
    title = _("Undo the merge")
    words = _(
        "This case stands again where it stood. What was taken along goes out of %(reference)s, "
        "and whoever was kept out there because of it is let in again, unless somebody has decided "
        "on it. You can merge the cases again.",
        reference=view.head.merged_into,
    )
    here = crumbs(view.head, (title, ""))
    texts = {"title": title, "button": title, "words": words}
    blocking = in_the_way(what_stands(session, case, into))
    return form_page(
        "cases/act.html", form, head=view.head, crumbs=here, blocking=blocking, **texts
    )
