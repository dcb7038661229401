"""The officer's day, and opening a file."""

from __future__ import annotations

from uuid import UUID

from flask import g, render_template
from flask.typing import ResponseReturnValue

from caseflow.days import office_day
from caseflow.errors import NotReady
from caseflow.labels import _
from caseflow.reference.queries import entities
from caseflow.victims import forms
from caseflow.victims.pages.room import (
    ASSIST,
    BOTH,
    READ,
    asked,
    given,
    room,
    rule_given,
    to_file,
    who,
)
from caseflow.victims.queries.day import day as read_day
from caseflow.victims.services import files
from caseflow.web import store
from caseflow.web.guard import current_actor
from caseflow.web.lifecycle import perform


@room.route("", permission=READ)
def today_page() -> ResponseReturnValue:
    """The officer's day, with what cannot wait first."""
    view = read_day(store.session(), **who(), today=office_day(g.now))
    return render_template("victims/day.html", day=view, name=current_actor().name)


@room.route("/new", permission=ASSIST, methods=BOTH)
def new() -> ResponseReturnValue:
    """Open a file."""
    form = forms.OpenForm()
    today = office_day(g.now)
    mine = entities(store.session(), actor=current_actor(), on=today, may=ASSIST)
    form.entity.offer([(str(e.id), f"{e.code} · {e.name}") for e in mine])
    if form.validate_on_submit():
        try:
            made = perform(
                files.open_file,
                store.session(),
                entity_id=UUID(given(form.entity)),
                urgency=given(form.urgency),
                safe_contact=given(form.safe_contact),
                rule=rule_given(form),
                **who(),
            )
        except NotReady as error:
            form.refuse(error)
        else:
            return to_file(made.code, _("The file %(code)s is open.", code=made.code))
    return asked(form, _("New person"), _("Open the file"))
