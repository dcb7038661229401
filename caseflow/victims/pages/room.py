"""The blueprint of victim assistance, its menu, and what its pages have in common."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import g, redirect, url_for
from flask.typing import ResponseReturnValue

from caseflow.access.root_days import zone_of
from caseflow.crypto.models import Compartment
from caseflow.days import day_in
from caseflow.errors import NotFound, NotReady
from caseflow.labels import Text, _
from caseflow.victims.contact_rule import ContactRule
from caseflow.victims.models import CaseTie, Need, Service, VictimFile
from caseflow.victims.permissions import VictimPermission
from caseflow.victims.queries.file import ContactView, file
from caseflow.web import store
from caseflow.web.flashes import MESSAGE, tell
from caseflow.web.form_pages import Done, form_page, submit
from caseflow.web.forms import BaseForm
from caseflow.web.guard import Room, current_actor
from caseflow.web.menus import Command, Group, MenuEntry, register_command, register_menu

READ, ASSIST = VictimPermission.READ, VictimPermission.ASSIST
IDENTIFY = VictimPermission.IDENTIFY
T = TypeVar("T")
P = TypeVar("P", Need, Service, CaseTie)
BOTH = ["GET", "POST"]

room = Room("victims", __name__, url_prefix="/victims", compartment=Compartment.VICTIMS)
register_menu(
    MenuEntry(Group.AROUND, _("Victim assistance"), "victims.today_page", "person-heart", READ, 10)
)
register_command(Command(_("Open a file for a person"), "victims.new", "plus-lg", ASSIST, order=30))


def file_of(code: str) -> VictimFile:
    """The file of an address. Raises NotFound."""
    return file(store.session(), code, actor=current_actor())


room.things["code"] = file_of


def part_of(model: type[P], key: UUID, this: VictimFile) -> P:
    """A row of this file. Raises NotFound for one of another."""
    found = store.session().get(model, key)
    if found is None or found.root_id != this.id:
        raise NotFound(_("There is no such thing in this file."))
    return found


def zone_there(this: VictimFile) -> ZoneInfo:
    """The time zone in which a file's days begin and end: that of its entity."""
    return zone_of(store.session(), this.entity_id)


def today_in(code: str) -> date:
    """The day it is where a file belongs. Raises NotFound."""
    return day_in(zone_there(file_of(code)), g.now)


def end_of(day: date | None, this: VictimFile) -> datetime | None:
    """The last minute of a day where a file belongs."""
    return None if day is None else datetime.combine(day, time(23, 59), zone_there(this))


def submit_on_file(form: BaseForm, code: str, verb: Callable[[VictimFile], T]) -> Done[T] | None:
    """Do to a file what a sent form asks; None when not done, and why is shown in the form."""
    file = file_of(code)
    return submit(form, lambda: verb(file), shown=(NotReady, NotFound))


def file_form_page(
    form: BaseForm, title: Text, button: Text, code: str = ""
) -> ResponseReturnValue:
    """The page of a form about a file, or of one that makes it."""
    shown = file_of(code).code if code else ""
    return form_page("victims/form.html", form, title=title, button=button, code=shown)


def asked_about_contact(
    form: BaseForm, title: Text, button: Text, view: ContactView, *, one: bool = False
) -> ResponseReturnValue:
    """The page of a form about being in touch: beside it what is to be told, and the safe way.

    `one` is for a page about the one step that is left in the view.
    """
    shown = {"title": title, "button": button, "view": view, "one": one}
    return form_page("victims/contact.html", form, **shown)


def rule_given(form: BaseForm) -> ContactRule:
    """The ways of reaching the person that were ticked."""
    return ContactRule(frozenset(form["allowed"].data), frozenset(form["never"].data))


def to_file(code: str, sentence: Text, panel: str = "") -> ResponseReturnValue:
    """Back to the file, saying what was done, in the panel it belongs to."""
    tell(sentence, at=panel)
    return redirect(url_for("victims.person", code=code, _anchor=MESSAGE if panel else None))
