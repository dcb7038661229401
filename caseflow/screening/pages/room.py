"""The blueprint of screening, its menu, and what its pages have in common."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypedDict

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from caseflow.access.actor import Actor
from caseflow.access.permissions import Permission
from caseflow.crypto.models import Compartment
from caseflow.errors import NotReady
from caseflow.labels import Text, _
from caseflow.screening.models import RegisterEntry
from caseflow.screening.queries.register import entry
from caseflow.web import store
from caseflow.web.flashes import tell
from caseflow.web.forms import BaseForm
from caseflow.web.guard import Room, current_actor
from caseflow.web.lifecycle import perform
from caseflow.web.menus import Command, Group, MenuEntry, register_command, register_menu

LOOK_UP = Permission.SCREENING_LOOK_UP
READ, MANAGE = Permission.REGISTER_READ, Permission.REGISTER_MANAGE
PUBLISH, RESOLVE = Permission.REGISTER_PUBLISH, Permission.SCREENING_RESOLVE
BOTH = ["GET", "POST"]
MOST_PAGES = 100_000

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


class Who(TypedDict):
    """Who acts, and when: the last arguments of every verb."""

    actor: Actor
    now: datetime


def who() -> Who:
    """Whoever is signed in, now."""
    return {"actor": current_actor(), "now": g.now}


def given(field: Any) -> Any:
    """What a checked field holds; the form has seen to its type."""
    return field.data


def entry_of(ref: str) -> RegisterEntry:
    """The entry of an address. Raises NotFound."""
    return entry(store.session(), ref, actor=current_actor())


room.things["ref"] = entry_of


def done(form: BaseForm, ref: str, verb: Callable[[RegisterEntry], None]) -> bool:
    """Whether a sent form was right and its verb did it; a refusal is shown in the form."""
    this = entry_of(ref)
    if request.method != "POST" or not form.validate():
        return False
    try:
        perform(verb, this)
    except NotReady as error:
        form.refuse(error)
        return False
    return True


def asked(
    form: BaseForm, title: Text, button: Text, ref: str = "", back: str = ""
) -> ResponseReturnValue:
    """The page of a form: 422 where something in it needs the writer."""
    home = url_for("screening.listed")
    here = back or (url_for("screening.one", ref=ref) if ref else home)
    return render_template(
        "screening/form.html", form=form, title=title, button=button, ref=ref, back=here
    ), 422 if form.errors else 200


def to_entry(ref: str, sentence: Text) -> ResponseReturnValue:
    """Back to the entry, saying what was done."""
    tell(sentence)
    return redirect(url_for("screening.one", ref=ref))
