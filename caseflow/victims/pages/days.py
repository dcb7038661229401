"""The officer's day, and opening a file."""

from __future__ import annotations

from uuid import UUID

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue

from caseflow.days import office_day
from caseflow.labels import _
from caseflow.matters.pages.to_dos import own_to_do
from caseflow.reference.queries import entities
from caseflow.victims import forms
from caseflow.victims.models import VictimFile
from caseflow.victims.pages.room import (
    ASSIST,
    BOTH,
    READ,
    file_form_page,
    room,
    rule_given,
    to_file,
)
from caseflow.victims.queries.day import day as read_day
from caseflow.victims.services import files
from caseflow.web import store
from caseflow.web.form_pages import actor_and_now, submit, value_of
from caseflow.web.guard import current_actor
from caseflow.web.list_pages import asked_key, page_links


@room.route("", permission=READ)
def today_page() -> ResponseReturnValue:
    """The officer's day, with what cannot wait first."""
    today = office_day(g.now)
    view = read_day(store.session(), **actor_and_now(), today=today, after=asked_key())
    links, name = page_links(view.after), current_actor().name
    tasks = [
        own_to_do(task, code, url_for("victims.person", code=code, _anchor="tasks"))
        for code, task in view.tasks
    ]
    return render_template("victims/day.html", day=view, name=name, links=links, tasks=tasks)


@room.route("/new", permission=ASSIST, methods=BOTH)
def new() -> ResponseReturnValue:
    """Open a file."""
    form = forms.OpenForm()
    today = office_day(g.now)
    mine = entities(store.session(), actor=current_actor(), on=today, may=ASSIST)
    form.entity.offer([(str(e.id), f"{e.code} · {e.name}") for e in mine])

    def open_file() -> VictimFile:
        return files.open_file(
            store.session(),
            entity_id=UUID(value_of(form.entity)),
            urgency=value_of(form.urgency),
            safe_contact=value_of(form.safe_contact),
            rule=rule_given(form),
            **actor_and_now(),
        )

    if done := submit(form, open_file):
        code = done.result.code
        return to_file(code, _("The file %(code)s is open.", code=code))
    return file_form_page(form, _("New person"), _("Open the file"))
