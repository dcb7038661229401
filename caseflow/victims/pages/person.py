"""One person's file: what stands at its top, needs, and being in touch."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from caseflow.crypto.broken_seals import readable
from caseflow.labels import _
from caseflow.matters.pages.to_dos import task_to_do
from caseflow.victims import forms
from caseflow.victims.models import Channel, Need, VictimFile
from caseflow.victims.pages.room import (
    ASSIST,
    BOTH,
    READ,
    asked_about_contact,
    end_of,
    file_form_page,
    file_of,
    part_of,
    room,
    rule_given,
    submit_on_file,
    to_file,
    today_in,
)
from caseflow.victims.queries.file import officer_of, read_contact, read_file
from caseflow.victims.services import files, handing_over
from caseflow.victims.services.reaching import Reasons
from caseflow.web import store
from caseflow.web.edit_forms import held
from caseflow.web.flashes import tell
from caseflow.web.form_pages import actor_and_now, value_of
from caseflow.web.guard import current_actor
from caseflow.web.lifecycle import perform


@room.route("/<code>", permission=READ)
def person(code: str) -> ResponseReturnValue:
    """One person's file."""
    view = read_file(store.session(), code, **actor_and_now(), today=today_in(code))
    able = current_actor().may(ASSIST)
    tasks = [task_to_do(each, _ends(code, each.id) if able else "") for each in view.tasks]
    return render_template("victims/file.html", file=view, tasks=tasks)


def _ends(code: str, task_id: UUID) -> str:
    """Where a task of a file is marked as done."""
    return url_for("victims.finish", code=code, task_id=task_id)


@room.route("/<code>/keep", permission=ASSIST, methods=BOTH)
def keep(code: str) -> ResponseReturnValue:
    """Change the urgency and how the person may be reached."""
    held(store.session(), file_of(code))
    view = read_file(store.session(), code, **actor_and_now(), today=today_in(code))
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
            urgency=value_of(form.urgency),
            safe_contact=value_of(form.safe_contact),
            rule=rule_given(form),
            **actor_and_now(),
        )

    if submit_on_file(form, code, verb):
        return to_file(code, _("Changed."))
    return file_form_page(form, _("Urgency and safe contact"), _("Keep the changes"), code)


@room.route("/<code>/need", permission=ASSIST, methods=BOTH)
def need(code: str) -> ResponseReturnValue:
    """Note a need."""
    form = forms.NeedForm()

    def verb(this: VictimFile) -> None:
        files.record_need(
            this,
            kind=value_of(form.kind),
            urgency=value_of(form.urgency),
            words=value_of(form.words),
            due_at=end_of(value_of(form.due), this),
            **actor_and_now(),
        )

    if submit_on_file(form, code, verb):
        return to_file(code, _("The need is noted."), "needs")
    return file_form_page(form, _("Note a need"), _("Note the need"), code)


@room.route("/<code>/needs/<uuid:need_id>/met", permission=ASSIST, methods=["POST"])
def met(code: str, need_id: UUID) -> ResponseReturnValue:
    """Note that a need is met."""
    this = file_of(code)
    perform(files.meet_need, this, part_of(Need, need_id, this), **actor_and_now())
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
            day=value_of(form.day),
            reached=value_of(form.reached) == "yes",
            channel=form.way,
            note=value_of(form.note),
            next_on=value_of(form.next_on),
            reasons=Reasons(despite=form.why, late=value_of(form.late_reason)),
            **actor_and_now(),
        )

    if submit_on_file(form, code, verb):
        return to_file(code, _("The contact is noted."), "contact")
    return asked_about_contact(form, _("Note a contact"), _("Note the contact"), view)


NOBODY_ELSE = _(
    "Nobody else assists victims in this entity. Whoever manages people can give somebody the role."
)


@room.route("/<code>/hand-over", permission=ASSIST, methods=BOTH)
def hand_over(code: str) -> ResponseReturnValue:
    """Give the file to another officer."""
    this = file_of(code)
    held(store.session(), this)
    with_whom = officer_of(store.session(), this)
    form = forms.HandOverForm(shows={_("With"): with_whom})
    able = handing_over.those_who_could(store.session(), this, **actor_and_now())
    form.to.offer([(str(c.id), f"{c.name}, {c.title}" if c.title else c.name) for c in able])
    form.to.hint = None if able else NOBODY_ELSE

    def verb(this: VictimFile) -> None:
        handing_over.hand_over(
            this, to=form.to.chosen_id, reason=form.reason.data, **actor_and_now()
        )

    if submit_on_file(form, code, verb):
        tell(_("%(code)s is handed over.", code=this.code))
        return redirect(url_for("victims.today_page"))
    return file_form_page(form, _("Hand over"), _("Hand over"), code)
