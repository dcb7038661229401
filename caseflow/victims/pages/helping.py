"""Referring a person to a provider, and moving the referral on."""

from __future__ import annotations

from uuid import UUID

from flask.typing import ResponseReturnValue
from sqlalchemy import select

from caseflow.labels import _
from caseflow.reference.entry_lag import hint as late_hint
from caseflow.victims import forms
from caseflow.victims.models import Need, Service, VictimFile
from caseflow.victims.pages.room import (
    ASSIST,
    BOTH,
    end_of,
    file_form_page,
    file_of,
    part_of,
    room,
    submit_on_file,
    to_file,
    today_in,
)
from caseflow.victims.services import referring
from caseflow.victims.workflow import REFERRAL
from caseflow.web import store
from caseflow.web.edit_forms import held
from caseflow.web.form_pages import actor_and_now, value_of
from caseflow.web.words import say


@room.route("/<code>/referral", permission=ASSIST, methods=BOTH)
def referral(code: str) -> ResponseReturnValue:
    """Refer the person to a provider."""
    form = forms.ReferralForm()
    this = file_of(code)
    wanted = store.session().scalars(
        select(Need).where(Need.root_id == this.id, Need.met_at.is_(None))
    )
    form.need.offer([(str(n.id), n.kind.label) for n in wanted])

    def verb(this: VictimFile) -> None:
        referring.refer_service(
            this,
            part_of(Need, UUID(value_of(form.need)), this),
            provider=value_of(form.provider),
            note=value_of(form.note),
            appointment_at=end_of(value_of(form.appointment), this),
            **actor_and_now(),
        )

    if submit_on_file(form, code, verb):
        return to_file(code, _("The referral is prepared. Send it when it is ready."), "services")
    return file_form_page(form, _("Refer the person"), _("Prepare the referral"), code)


@room.route("/<code>/services/<uuid:service_id>/<move>", permission=ASSIST, methods=BOTH)
def service(code: str, service_id: UUID, move: str) -> ResponseReturnValue:
    """Move a referral on; some moves ask why."""
    this = file_of(code)
    referred = held(store.session(), part_of(Service, service_id, this))
    step = REFERRAL.move(move)
    today = today_in(code)
    stands = {_("Stage"): say(referred.stage)}
    form = forms.ReferralMoveForm(data={"happened_on": today}, today=today, shows=stands)
    if not step.reason:
        form.reason.needed = False
        form.reason.hint = late_hint()

    def verb(this: VictimFile) -> None:
        day = value_of(form.happened_on)
        reason = value_of(form.reason)
        referring.move_service(
            this, referred, move, reason=reason, happened_on=day, **actor_and_now()
        )

    if submit_on_file(form, code, verb):
        return to_file(code, _("The referral has moved on."), "services")
    return file_form_page(form, step.label, step.label, code)
