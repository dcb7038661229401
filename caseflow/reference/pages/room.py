"""The blueprint of entities, its menu, and what its pages have in common."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from caseflow.labels import Text, _
from caseflow.reference.pages import particulars
from caseflow.reference.permissions import EntityPermission
from caseflow.web.form_pages import form_page
from caseflow.web.forms import BaseForm
from caseflow.web.guard import Room
from caseflow.web.menus import Group, MenuEntry, register_menu

MANAGE = EntityPermission.MANAGE
BOTH = ["GET", "POST"]
room = Room("entities", __name__)
for said in (particulars.born, particulars.country, particulars.gender):
    room.add_app_template_filter(said)
register_menu(
    MenuEntry(Group.SETTINGS, _("Entities"), "entities.listed", "diagram-3", MANAGE, order=20)
)


def entity_form_page(
    form: BaseForm,
    title: Text,
    button: Text,
    *,
    about: tuple[str, str] | None = None,
    words: Text | None = None,
) -> ResponseReturnValue:
    """The page of a form about entities; `about` is name and code of the one it changes."""
    home = url_for("entities.listed")
    back = url_for("entities.one", code=about[1]) if about else home
    shown = {"title": title, "button": button, "about": about, "words": words, "back": back}
    return form_page("reference/form.html", form, **shown)
