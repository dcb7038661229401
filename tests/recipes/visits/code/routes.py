"""The pages of visits, and their entry of the menu."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from caseflow.crypto.models import Compartment
from caseflow.days import office_day
from caseflow.labels import _
from caseflow.visits.forms import VisitForm
from caseflow.visits.permissions import VisitPermission
from caseflow.visits.queries import visits
from caseflow.visits.services import note_visit
from caseflow.web import store
from caseflow.web.form_pages import actor_and_now, form_page, submit
from caseflow.web.guard import Room, current_actor
from caseflow.web.menus import Group, MenuEntry, register_menu

NOTE = VisitPermission.NOTE
room = Room("visits", __name__, url_prefix="/visits", compartment=Compartment.CASES)
register_menu(MenuEntry(Group.AROUND, _("Visits"), "visits.listed", "geo-alt", NOTE))


@room.route("", permission=NOTE)
def listed() -> ResponseReturnValue:
    """The visits within reach."""
    found = visits(store.session(), actor=current_actor())
    return render_template("visits/listed.html", visits=found)


@room.route("/new", methods=["GET", "POST"], permission=NOTE)
def new() -> ResponseReturnValue:
    """Write a visit down."""
    form, who = VisitForm(), actor_and_now()
    (entity_id,) = sorted({e for held in who["actor"].holding(NOTE) for e in held.entities})[:1]
    day = office_day(who["now"])

    def verb() -> None:
        note_visit(store.session(), form.words.data, entity_id=entity_id, day=day, **who)

    if submit(form, verb):
        return redirect(url_for("visits.listed"))
    return form_page("visits/new.html", form)
