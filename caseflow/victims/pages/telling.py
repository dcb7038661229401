"""The case a file belongs to, and telling its steps."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from flask.typing import ResponseReturnValue

from caseflow.labels import _
from caseflow.victims import forms
from caseflow.victims.models import CaseTie, VictimFile
from caseflow.victims.pages.room import (
    ASSIST,
    BOTH,
    asked_about_contact,
    file_form_page,
    file_of,
    part_of,
    room,
    submit_on_file,
    to_file,
    today_in,
)
from caseflow.victims.queries.file import read_contact
from caseflow.victims.services import telling
from caseflow.victims.services.reaching import Reasons
from caseflow.web import store
from caseflow.web.form_pages import actor_and_now, value_of
from caseflow.web.guard import current_actor
from caseflow.web.lifecycle import perform


@room.route("/<code>/case", permission=ASSIST, methods=BOTH)
def tie(code: str) -> ResponseReturnValue:
    """Tie the file to its case."""
    form = forms.TieForm()

    def verb(this: VictimFile) -> None:
        telling.tie_case(this, value_of(form.reference), **actor_and_now())

    if submit_on_file(form, code, verb):
        words = _("If there is such a case, its steps will stand here to be told.")
        return to_file(code, words, "told")
    return file_form_page(form, _("Tie to a case"), _("Tie the file to it"), code)


@room.route("/<code>/case/<uuid:tie_id>/untie", permission=ASSIST, methods=["POST"])
def untie(code: str, tie_id: UUID) -> ResponseReturnValue:
    """Undo a wrong tie."""
    this = file_of(code)
    perform(telling.untie_case, this, part_of(CaseTie, tie_id, this), **actor_and_now())
    return to_file(code, _("Untied. Tie the file again if this was a mistake."), "told")


@room.route("/<code>/tell/<uuid:tie_id>/<uuid:step_id>", permission=ASSIST, methods=BOTH)
def told(code: str, tie_id: UUID, step_id: UUID) -> ResponseReturnValue:
    """Note that the person was told of a step."""
    today = today_in(code)
    form = forms.TellForm(data={"day": today}, today=today)
    view = read_contact(store.session(), code, actor=current_actor(), today=today)
    form.offer_ways(view.rule)

    def verb(this: VictimFile) -> None:
        telling.tell(
            this,
            part_of(CaseTie, tie_id, this),
            step_id,
            day=value_of(form.day),
            channel=form.way,
            reaction=value_of(form.reaction),
            reasons=Reasons(despite=form.why, late=value_of(form.late_reason)),
            **actor_and_now(),
        )

    if submit_on_file(form, code, verb):
        return to_file(code, _("Noted as told."), "told")
    title, button = _("The person was told"), _("Note what was said")
    step = [t for t in view.to_tell if (t.tie_id, t.milestone_id) == (tie_id, step_id)]
    return asked_about_contact(form, title, button, replace(view, to_tell=tuple(step)), one=True)
