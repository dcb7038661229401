"""The page on which it is said that a subject left."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import g
from flask.typing import ResponseReturnValue

from caseflow.access.root_days import day_of
from caseflow.cases.forms.departures import ChangedDepartureForm, DepartureForm
from caseflow.cases.pages.case_words import crumbs, name_of
from caseflow.cases.pages.doing import submit_on_case, to_case, view_to_work
from caseflow.cases.pages.room import room
from caseflow.cases.permissions import CasePermission
from caseflow.cases.services.departures import record_departure
from caseflow.errors import NotFound, NotReady
from caseflow.labels import Text, _
from caseflow.web import store
from caseflow.web.form_pages import actor_and_now, form_page


@room.route(
    "/cases/<reference:reference>/people/<uuid:person_id>/departure",
    methods=["GET", "POST"],
    permission=CasePermission.EDIT,
)
def departure(reference: str, person_id: UUID) -> ResponseReturnValue:
    """Write down on which day a subject left, correct it or take it back."""
    view = view_to_work(reference, CasePermission.EDIT)
    if not view.head.is_open:
        raise NotReady(_("This case is closed: reopen it first."))
    subject = next((s for s in view.subjects if s.id == person_id and s.identified), None)
    if subject is None:
        raise NotFound(_("There is no such subject."))
    known = subject.left_on
    kind = ChangedDepartureForm if known else DepartureForm
    today = day_of(store.session(), view.head.entity_id, g.now)
    form = kind(data={"left_on": known}, today=today)
    if submit_on_case(
        form,
        reference,
        lambda case: record_departure(
            case,
            person_id,
            on=_day(form),
            before=known,
            reason=form.reason.data or "",
            **actor_and_now(),
        ),
    ):
        return to_case(reference, _said(known, _day(form)), "people")
    title = _("Change the day of leaving") if known else _("Record the departure")
    words = _(
        "%(name)s: measures decided on this day or later are only warranted, not imposed.",
        name=name_of(subject),
    )
    here = crumbs(view.head, (title, ""))
    texts = {"title": title, "button": title, "words": words}
    return form_page("cases/act.html", form, head=view.head, crumbs=here, **texts)


def _said(before: date | None, day: date | None) -> Text:
    """What was done."""
    if day is None:
        return _("The day of leaving is taken back: this person did not leave.")
    if before is None:
        return _("The day of leaving is recorded.")
    return _("The day of leaving is changed.")


def _day(form: DepartureForm | ChangedDepartureForm) -> date | None:
    if isinstance(form, ChangedDepartureForm) and form.taken_back.data:
        return None
    day: date | None = form.left_on.data
    return day
