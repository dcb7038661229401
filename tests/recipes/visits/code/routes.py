"""The pages of visits, and their entry of the menu."""

from __future__ import annotations

from collections.abc import Mapping

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from caseflow.crypto.models import Compartment
from caseflow.days import office_day
from caseflow.labels import Text, _
from caseflow.matters.pages.matter_pages import MatterPages, mount
from caseflow.matters.pages.to_dos import task_to_do
from caseflow.visits.forms import ReportForm, VisitForm
from caseflow.visits.matter_spec import VISIT
from caseflow.visits.models import Visit, VisitStage
from caseflow.visits.permissions import VisitPermission
from caseflow.visits.queries import read_visit, visit, visits
from caseflow.visits.services import note_visit, report_visit
from caseflow.web import store
from caseflow.web.flashes import tell
from caseflow.web.form_pages import actor_and_now, form_page, submit
from caseflow.web.guard import Room, current_actor
from caseflow.web.list_pages import asked_key, page_links
from caseflow.web.menus import Group, MenuEntry, register_menu

NOTE = VisitPermission.NOTE
room = Room("visits", __name__, url_prefix="/visits", compartment=Compartment.CASES)
register_menu(MenuEntry(Group.AROUND, _("Visits"), "visits.listed", "geo-alt", NOTE))


def visit_of(visit_id: str) -> Visit:
    """The visit of an address. Raises NotFound."""
    return visit(store.session(), visit_id, actor=current_actor())


room.things["visit_id"] = visit_of


def frame(visit_id: str, _title: Text) -> Mapping[str, object]:
    """The frame of a page on which something is done to a visit."""
    return {"frame": "visits/act_page.html", "matter_url": url_for("visits.one", visit_id=visit_id)}


def back(visit_id: str, sentence: Text, panel: str = "") -> ResponseReturnValue:
    """Back to the visit, saying what was done."""
    tell(sentence, at=panel)
    return redirect(url_for("visits.one", visit_id=visit_id))


mount(
    room,
    MatterPages(
        spec=VISIT,
        address="/<visit_id>",
        key="visit_id",
        reads=NOTE,
        works=NOTE,
        matter_of=visit_of,
        frame=frame,
        back=back,
    ),
)


@room.route("", permission=NOTE)
def listed() -> ResponseReturnValue:
    """The visits within reach, all or those at one stage."""
    asked = request.args.get("stage", "")
    stage = next((each for each in VisitStage if each.value == asked), None)
    lines, after = visits(store.session(), actor=current_actor(), stage=stage, after=asked_key())
    return render_template("visits/listed.html", visits=lines, links=page_links(after))


@room.route("/<visit_id>", permission=NOTE)
def one(visit_id: str) -> ResponseReturnValue:
    """One visit."""
    view = read_visit(store.session(), visit_id, actor=current_actor())
    tasks = [
        task_to_do(each, url_for("visits.finish", visit_id=visit_id, task_id=each.id))
        for each in view.tasks
    ]
    return render_template("visits/one.html", visit=view, tasks=tasks)


@room.route("/<visit_id>/report", methods=["GET", "POST"], permission=NOTE)
def report(visit_id: str) -> ResponseReturnValue:
    """Say to whom a visit was reported."""
    form, title = ReportForm(), _("Report it")

    def verb() -> None:
        report_visit(visit_of(visit_id), reason=form.reason.data, **actor_and_now())

    if submit(form, verb):
        return back(visit_id, _("It is reported."))
    shown = frame(visit_id, title)
    return form_page("matters/form.html", form, title=title, button=title, **shown)


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
