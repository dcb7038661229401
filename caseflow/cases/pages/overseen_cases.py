"""Strictly confidential cases as overseers see them: their lines, and taking part in one."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from caseflow.cases.forms.access import TakePartForm
from caseflow.cases.lists import overseen_cases
from caseflow.cases.pages.doing import case_of
from caseflow.cases.pages.room import room
from caseflow.cases.permissions import CasePermission
from caseflow.cases.services.oversight import step_back, take_part
from caseflow.errors import NotFound, NotReady
from caseflow.labels import _
from caseflow.web import store
from caseflow.web.flashes import tell
from caseflow.web.form_pages import actor_and_now, form_page
from caseflow.web.guard import current_actor
from caseflow.web.lifecycle import perform, reading_first
from caseflow.web.list_pages import asked_key, page_links
from caseflow.web.menus import Group, MenuEntry, register_menu

OVERSEE = CasePermission.OVERSEE
register_menu(
    MenuEntry(Group.CASES, _("Named team only"), "cases.overseen", "shield-lock", OVERSEE, 30)
)


@room.route("/cases/overseen", permission=OVERSEE)
def overseen() -> ResponseReturnValue:
    """The lines of strictly confidential cases within one's oversight."""
    found = overseen_cases.overseen_lines(store.session(), after=asked_key(), **actor_and_now())
    return render_template("cases/overseen.html", found=found, links=page_links(found.after))


room.things["oversee.reference"] = lambda reference: overseen_cases.bare_line(
    store.session(), reference, **actor_and_now()
)


@room.route("/cases/<reference:reference>/oversee", methods=["GET", "POST"], permission=OVERSEE)
def oversee(reference: str) -> ResponseReturnValue:
    """The line of one case, and taking part in it."""
    form = TakePartForm()
    line = overseen_cases.bare_line(store.session(), reference, **actor_and_now())
    if line.mine:
        return redirect(url_for("cases.case", reference=line.reference))
    if request.method == "POST" and form.validate():
        try:
            with reading_first():
                take_part(store.session_factory(), reference, form.reason.data, **actor_and_now())
        except NotReady as error:
            form.refuse(error)
        else:
            tell(_("You take part in %(reference)s. Its team reads why.", reference=reference))
            return redirect(url_for("cases.case", reference=reference))
    return form_page("cases/oversee.html", form, line=line)


@room.route("/cases/<reference:reference>/oversee/end", methods=["POST"], permission=OVERSEE)
def end_overseeing(reference: str) -> ResponseReturnValue:
    """Step back from a case one takes part in."""
    perform(step_back, case_of(reference), **actor_and_now())
    tell(_("You take no part in %(reference)s any more.", reference=reference))
    return redirect(url_for("cases.overseen"))


def line_instead(reference: str) -> ResponseReturnValue:
    """What stands where the page of a case would, for whoever oversees it. Raises NotFound."""
    line = overseen_cases.bare_line(store.session(), reference, **actor_and_now())
    return form_page("cases/oversee.html", TakePartForm(), line=line)


def line_of(typed: str) -> str:
    """The reference that was typed, if it is a case whose line the reader sees; else empty."""
    if not current_actor().may(OVERSEE):
        return ""
    try:
        return overseen_cases.bare_line(store.session(), typed, **actor_and_now()).reference
    except NotFound:
        return ""
