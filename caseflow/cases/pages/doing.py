"""What the pages that change a case have in common: load it, do one thing, answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from caseflow.access.permissions import Permission
from caseflow.access.root_days import day_of
from caseflow.cases import queries
from caseflow.cases.models import Case
from caseflow.cases.opened_case import reading
from caseflow.cases.opened_case.views import CaseHead, CaseView
from caseflow.cases.pages.offering import offer_shut_out
from caseflow.cases.pages.room import room
from caseflow.cases.policy import require_work
from caseflow.errors import NotReady
from caseflow.labels import Text, _
from caseflow.web import store
from caseflow.web.edit_forms import StandingForm
from caseflow.web.flashes import MESSAGE, tell
from caseflow.web.form_pages import Done, actor_and_now, submit
from caseflow.web.forms import BaseForm
from caseflow.web.guard import current_actor
from caseflow.web.words import moment, say

Form = TypeVar("Form", bound=StandingForm)
T = TypeVar("T")


def case_of(reference: str) -> Case:
    """The case of an address; a page that only reads looks for it once. Raises NotFound."""
    if request.method != "GET":
        return queries.case(store.session(), reference, actor=current_actor())
    read: dict[str, Case] = g.setdefault("cases_read", {})
    if reference not in read:
        read[reference] = queries.case(store.session(), reference, actor=current_actor())
    return read[reference]


room.things["reference"] = case_of


def head_of(reference: str, *needs: Permission) -> CaseHead:
    """The top of a case for a page on which one of these may be done. Raises Refused, NotFound."""
    case = case_of(reference)
    if needs:
        require_work(store.session(), current_actor(), *needs, case=case)
    return reading.open_head(store.session(), case, **actor_and_now())


def view_of(reference: str) -> CaseView:
    """The whole case. Raises NotFound."""
    return reading.open_case(store.session(), reference, **actor_and_now())


def dated_form(kind: type[Form], view: CaseView) -> Form:
    """A form that moves a case on, with the day it is where the case is, and where it stands."""
    today = day_of(store.session(), view.head.entity_id, g.now)
    return kind(data={"happened_on": today}, today=today, shows=where_it_stands(view))


def where_it_stands(view: CaseView) -> dict[Text, str]:
    """What a form that moves a case on shows of it, and carries the version of."""
    return {_("Stage"): stands(view)}


def stands(view: CaseView) -> str:
    """Where a case stands, and since when by whose hand; other words after every move."""
    steps = [e for e in view.timeline if e.kind in ("received", "move") and e.at is not None]
    last = max(steps, key=lambda event: str(event.at), default=None)
    since = [last.by.name, moment(last.at)] if last else []
    return " · ".join(filter(None, [say(view.head.stage_label), *since]))


def view_to_work(reference: str, *needs: Permission) -> CaseView:
    """The whole case, for a page on which one of these may be done. Raises Refused, NotFound.

    Raises NotReady for a case that was merged into another one.
    """
    view = view_of(reference)
    require_work(store.session(), current_actor(), *needs, case=case_of(reference))
    return view


def submit_on_case(form: BaseForm, reference: str, verb: Callable[[Case], T]) -> Done[T] | None:
    """Do to a case what a sent form asks; None when not done, and why is shown in the form."""
    return submit(form, lambda: verb(case_of(reference)), show=show_refusal)


def show_refusal(form: BaseForm, error: NotReady) -> None:
    """Show why nothing was done; of colleagues who would be kept out, offer to keep them out."""
    form.refuse(error)
    if "despite" in form:
        offer_shut_out(form["despite"], error)


def to_case(reference: str, sentence: Text, panel: str = "") -> ResponseReturnValue:
    """Back to the case, saying what was done, in the panel it belongs to."""
    tell(sentence, at=panel)
    return redirect(url_for("cases.case", reference=reference, _anchor=MESSAGE if panel else None))
