"""Referring a person to a provider, and following the referral until help was given."""

from __future__ import annotations

from datetime import datetime

from caseflow.access.actor import Actor
from caseflow.audit.acts import Act
from caseflow.audit.record import act
from caseflow.crypto.columns import conceal
from caseflow.errors import NotReady
from caseflow.labels import _
from caseflow.victims.models import Need, Service, ServiceStage, VictimFile
from caseflow.victims.services.files import concealed, session_of
from caseflow.victims.workflow import REFERRAL


def refer_service(
    file: VictimFile,
    need: Need,
    *,
    provider: str,
    actor: Actor,
    now: datetime,
    note: str | None = None,
    appointment_at: datetime | None = None,
) -> Service:
    """Prepare a referral for a need. Raises NotReady without a provider or for a met need."""
    session = session_of(file, actor)
    if not provider.strip():
        raise NotReady(_("Say to whom you refer."), field="provider")
    if need.root_id != file.id or need.met_at is not None:
        raise NotReady(_("Choose a need of this file that is not met yet."), field="need")
    service = Service(
        root_id=file.id,
        data_key_id=file.data_key_id,
        need_id=need.id,
        provider=conceal(provider),
        note=concealed(note),
        stage=ServiceStage.DRAFT,
        stage_since=now,
        appointment_at=appointment_at,
        referred_at=now,
        referred_by=actor.user_id,
    )
    with act(session, Act.VICTIM_FILE_CHANGED, thing=file, facts={"referral": need.kind}):
        session.add(service)
    return service


def move_service(
    file: VictimFile,
    service: Service,
    move: str,
    *,
    actor: Actor,
    now: datetime,
    reason: str | None = None,
) -> None:
    """Move a referral on; help that was given meets its need.

    Raises NotReady when the move is not open or lacks its reason.
    """
    session = session_of(file, actor)
    step = REFERRAL.check(service, move, actor)
    if step.reason and not (reason or "").strip():
        raise NotReady(_("Say why."), field="reason")
    need = session.get(Need, service.need_id)
    with act(session, Act.VICTIM_FILE_CHANGED, thing=file, reason=reason, facts={"move": move}):
        REFERRAL.apply(service, move, actor)
        service.stage_since = now
        if service.stage is ServiceStage.PROVIDED and need is not None and need.met_at is None:
            need.met_at = now
