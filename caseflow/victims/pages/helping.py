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
    asked,
    done,
    end_of,
    file_of,
    given,
    part_of,
    room,
    to_file,
    today_in,
    who,
)
from caseflow.victims.services import referring
from caseflow.victims.workflow import REFERRAL
from caseflow.web import store
from caseflow.web.edit_forms import held
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
            part_of(Need, UUID(given(form.need)), this),
            provider=given(form.provider),
            note=given(form.note),
            appointment_at=end_of(given(form.appointment), this),
            **who(),
        )

    if done(form, code, verb):
        return to_file(code, _("The referral is prepared. Send it when it is ready."), "services")
    return asked(form, _("Refer the person"), _("Prepare the referral"), code)


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
        day = given(form.happened_on)
        reason = given(form.reason)
        referring.move_service(this, referred, move, reason=reason, happened_on=day, **who())

    if done(form, code, verb):
        return to_file(code, _("The referral has moved on."), "services")
    return asked(form, step.label, step.label, code)
