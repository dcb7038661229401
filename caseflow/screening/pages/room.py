"""The blueprint of screening, its menu, and what its pages have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from caseflow.crypto.models import Compartment
from caseflow.labels import Text, _
from caseflow.screening.models import RegisterEntry
from caseflow.screening.permissions import ScreeningPermission
from caseflow.screening.queries.register import entry
from caseflow.web import store
from caseflow.web.flashes import MESSAGE, tell
from caseflow.web.form_pages import Done, form_page, submit
from caseflow.web.forms import BaseForm
from caseflow.web.guard import Room, current_actor
from caseflow.web.menus import Command, Group, MenuEntry, register_command, register_menu

LOOK_UP = ScreeningPermission.LOOK_UP
READ, MANAGE = ScreeningPermission.REGISTER_READ, ScreeningPermission.REGISTER_MANAGE
PUBLISH, RESOLVE = ScreeningPermission.REGISTER_PUBLISH, ScreeningPermission.RESOLVE
BOTH = ["GET", "POST"]
T = TypeVar("T")

room = Room("screening", __name__, url_prefix="/screening", compartment=Compartment.SCREENING)
register_menu(
    MenuEntry(Group.AROUND, _("Look up a candidate"), "screening.ask", "search", LOOK_UP, 20)
)
register_menu(
    MenuEntry(Group.AROUND, _("Screening register"), "screening.listed", "journal-text", READ, 30)
)
register_menu(
    MenuEntry(Group.AROUND, _("Possible matches"), "screening.waiting", "layers-half", RESOLVE, 40)
)
register_command(Command(_("Look up a candidate"), "screening.ask", "search", LOOK_UP, order=40))


def entry_of(ref: str) -> RegisterEntry:
    """The entry of an address. Raises NotFound."""
    return entry(store.session(), ref, actor=current_actor())


room.things["ref"] = entry_of


def submit_on_entry(form: BaseForm, ref: str, verb: Callable[[RegisterEntry], T]) -> Done[T] | None:
    """Do to an entry what a sent form asks; None when not done, and why is shown in the form."""
    this = entry_of(ref)
    return submit(form, lambda: verb(this))


def entry_form_page(
    form: BaseForm, title: Text, button: Text, ref: str = "", back: str = ""
) -> ResponseReturnValue:
    """The page of a form about an entry of the register, or of one that makes it."""
    home = url_for("screening.listed")
    here = back or (url_for("screening.one", ref=ref) if ref else home)
    shown = {"title": title, "button": button, "ref": ref, "back": here}
    return form_page("screening/form.html", form, **shown)


def to_entry(ref: str, sentence: Text, panel: str = "") -> ResponseReturnValue:
    """Back to the entry, saying what was done, in the panel it belongs to."""
    tell(sentence, at=panel)
    return redirect(url_for("screening.one", ref=ref, _anchor=MESSAGE if panel else None))
