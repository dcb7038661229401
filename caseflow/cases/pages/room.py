"""The blueprint of cases, what an address of a case looks like, and the entries of the menu."""

from __future__ import annotations

from werkzeug.routing import BaseConverter

from caseflow.cases.permissions import CasePermission
from caseflow.crypto.models import Compartment
from caseflow.labels import _
from caseflow.web.guard import Room
from caseflow.web.menus import (
    Command,
    Group,
    MenuEntry,
    register_command,
    register_menu,
)

READ = CasePermission.READ

room = Room("cases", __name__, compartment=Compartment.CASES)


class ReferenceConverter(BaseConverter):
    """A case reference in an address; whatever is written otherwise is no page at all."""

    regex = "[A-Z][A-Z0-9]{0,11}-[0-9]{4}-[0-9]{5,10}"


room.record(lambda state: state.app.url_map.converters.update(reference=ReferenceConverter))

register_menu(MenuEntry(Group.CASES, _("My queue"), "cases.queue", "inbox", READ, 10, "g q"))
register_menu(MenuEntry(Group.CASES, _("All cases"), "cases.every", "folder2", READ, 20, "g c"))
register_command(
    Command(_("Log a case"), "cases.new", "plus-lg", CasePermission.CREATE, order=10, key="c")
)
register_command(
    Command(_("Ask to be let into a case"), "cases.join", "person-plus", READ, order=90)
)
register_command(
    Command(
        _("Open a case in an emergency"),
        "cases.break_glass",
        "shield-lock",
        CasePermission.BREAK_GLASS,
        order=95,
    )
)
