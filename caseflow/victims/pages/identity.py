"""Who a person is: written down, and opened for a reason."""

from __future__ import annotations

from flask import g, render_template
from flask.typing import ResponseReturnValue

from caseflow.labels import _
from caseflow.victims import forms
from caseflow.victims.models import VictimFile
from caseflow.victims.pages.room import (
    BOTH,
    IDENTIFY,
    file_form_page,
    file_of,
    room,
    submit_on_file,
    to_file,
)
from caseflow.victims.services import identity
from caseflow.victims.services.identity import Person
from caseflow.web import store
from caseflow.web.edit_forms import held
from caseflow.web.form_pages import actor_and_now, value_of


@room.route("/<code>/identity", permission=IDENTIFY, methods=BOTH)
def open_identity(code: str) -> ResponseReturnValue:
    """Who it is, for a reason; the answer is shown once and kept nowhere."""
    form = forms.LookForm()
    known: list[Person] = []

    def verb(this: VictimFile) -> None:
        known.append(identity.open_identity(this, reason=value_of(form.reason), **actor_and_now()))

    if submit_on_file(form, code, verb):
        g.act_is_done = True  # the answer is shown at once, so nothing leads on
        return render_template("victims/identity.html", code=file_of(code).code, person=known[0])
    return file_form_page(form, _("Open the identity"), _("Open the identity"), code)


@room.route("/<code>/identity/write", permission=IDENTIFY, methods=BOTH)
def write_identity(code: str) -> ResponseReturnValue:
    """Write down who it is, or write it anew."""
    kept = identity.kept_identity(held(store.session(), file_of(code)), **actor_and_now())
    form = forms.IdentityForm(sealed=kept)

    def verb(this: VictimFile) -> None:
        typed = {name: value_of(form[name]) for name in identity.FIELDS}
        identity.record_identity(this, Person(**typed), **actor_and_now())

    if submit_on_file(form, code, verb):
        return to_file(code, _("The identity is sealed."))
    return file_form_page(form, _("Write the identity down"), _("Seal the identity"), code)
