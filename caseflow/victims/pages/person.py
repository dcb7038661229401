"""One person's file: what stands at its top, needs, and being in touch."""

from __future__ import annotations

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from caseflow.crypto.broken_seals import readable
from caseflow.labels import _
from caseflow.victims import forms
from caseflow.victims.models import Channel, Need, VictimFile
from caseflow.victims.pages.room import (
    ASSIST,
    BOTH,
    READ,
    asked,
    asked_about_contact,
    done,
    end_of,
    file_of,
    given,
    part_of,
    room,
    rule_given,
    to_file,
    today_in,
    who,
)
from caseflow.victims.queries.file import read_contact, read_file
from caseflow.victims.services import files
from caseflow.victims.services.reaching import Reasons
from caseflow.web import store
from caseflow.web.edit_forms import held
from caseflow.web.guard import current_actor
from caseflow.web.lifecycle import perform


@room.route("/<code>", permission=READ)
def person(code: str) -> ResponseReturnValue:
    """One person's file."""
    view = read_file(store.session(), code, **who(), today=today_in(code))
    return render_template("victims/file.html", file=view)


@room.route("/<code>/keep", permission=ASSIST, methods=BOTH)
def keep(code: str) -> ResponseReturnValue:
    """Change the urgency and how the person may be reached."""
    held(store.session(), file_of(code))
    view = read_file(store.session(), code, **who(), today=today_in(code))
    form = forms.KeepForm(
        data={
            "urgency": view.urgency,
            "safe_contact": readable(view.safe_contact),
            "allowed": [way for way in Channel if way in view.rule.allowed],
            "never": view.rule.ways(never=True) if view.rule.readable else [],
        }
    )

    def verb(this: VictimFile) -> None:
        files.update_file(
            this,
            urgency=given(form.urgency),
            safe_contact=given(form.safe_contact),
            rule=rule_given(form),
            **who(),
        )

    if done(form, code, verb):
        return to_file(code, _("Changed."))
    return asked(form, _("Urgency and safe contact"), _("Keep the changes"), code)


@room.route("/<code>/need", permission=ASSIST, methods=BOTH)
def need(code: str) -> ResponseReturnValue:
    """Note a need."""
    form = forms.NeedForm()

    def verb(this: VictimFile) -> None:
        files.record_need(
            this,
            kind=given(form.kind),
            urgency=given(form.urgency),
            words=given(form.words),
            due_at=end_of(given(form.due), this),
            **who(),
        )

    if done(form, code, verb):
        return to_file(code, _("The need is noted."), "needs")
    return asked(form, _("Note a need"), _("Note the need"), code)


@room.route("/<code>/needs/<uuid:need_id>/met", permission=ASSIST, methods=["POST"])
def met(code: str, need_id: UUID) -> ResponseReturnValue:
    """Note that a need is met."""
    this = file_of(code)
    perform(files.meet_need, this, part_of(Need, need_id, this), **who())
    return to_file(code, _("The need is met."), "needs")


@room.route("/<code>/follow-up", permission=ASSIST, methods=BOTH)
def follow_up(code: str) -> ResponseReturnValue:
    """Note an attempt to be in touch."""
    today = today_in(code)
    form = forms.FollowUpForm(data={"day": today}, today=today)
    view = read_contact(store.session(), code, actor=current_actor(), today=today)
    form.offer_ways(view.rule)

    def verb(this: VictimFile) -> None:
        files.follow_up(
            this,
            day=given(form.day),
            reached=given(form.reached) == "yes",
            channel=form.way,
            note=given(form.note),
            next_on=given(form.next_on),
            reasons=Reasons(despite=form.why, late=given(form.late_reason)),
            **who(),
        )

    if done(form, code, verb):
        return to_file(code, _("The contact is noted."), "contact")
    return asked_about_contact(form, _("Note a contact"), _("Note the contact"), view)
