"""The blueprint of entities, its menu, and what its pages have in common."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypedDict

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue

from caseflow.access.actor import Actor
from caseflow.access.permissions import Permission
from caseflow.errors import NotReady
from caseflow.labels import Text, _
from caseflow.reference import particulars
from caseflow.web.forms import BaseForm
from caseflow.web.guard import Room, current_actor
from caseflow.web.lifecycle import perform
from caseflow.web.menus import Group, MenuEntry, register_menu

MANAGE = Permission.ENTITIES_MANAGE
BOTH = ["GET", "POST"]
room = Room("entities", __name__)
for said in (particulars.born, particulars.country, particulars.gender):
    room.add_app_template_filter(said)
register_menu(
    MenuEntry(Group.SETTINGS, _("Entities"), "entities.listed", "diagram-3", MANAGE, order=20)
)


class Who(TypedDict):
    """Who acts, and when: the last arguments of every verb."""

    actor: Actor
    now: datetime


def who() -> Who:
    """Whoever is signed in, now."""
    return {"actor": current_actor(), "now": g.now}


def done(form: BaseForm, verb: Callable[[], object]) -> bool:
    """Whether a sent form was right and its verb did it; a refusal is shown in the form."""
    if not form.validate_on_submit():
        return False
    try:
        perform(verb)
    except NotReady as refusal:
        form.refuse(refusal)
        return False
    return True


def asked(
    form: BaseForm,
    title: Text,
    button: Text,
    *,
    about: tuple[str, str] | None = None,
    words: Text | None = None,
) -> ResponseReturnValue:
    """The page of a form; `about` is name and code of the entity it changes."""
    home = url_for("entities.listed")
    back = url_for("entities.one", code=about[1]) if about else home
    answer = render_template(
        "reference/form.html",
        form=form,
        title=title,
        button=button,
        about=about,
        words=words,
        back=back,
    )
    return answer, 422 if form.errors else 200
