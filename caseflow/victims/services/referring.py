"""Referring a person to a provider, and following the referral until help was given."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.access.root_days import day_of, zone_of
from caseflow.audit.record import Fact, act
from caseflow.crypto.columns import conceal
from caseflow.days import day_in
from caseflow.errors import NotReady
from caseflow.labels import _
from caseflow.matters.services.course import check_reason, record_move
from caseflow.reference.entry_lag import Earlier, check_day
from caseflow.victims.acts import VictimAct
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
        stage_on=day_of(session, file.entity_id, now),
        appointment_at=appointment_at,
        referred_at=now,
        referred_by=actor.user_id,
    )
    with act(session, VictimAct.FILE_CHANGED, thing=file, facts={"referral": need.kind}):
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
    happened_on: date | None = None,
) -> None:
    """Move a referral on; help that was given meets its need.

    It happened on `happened_on`, a day of the entity: today where none is given. Raises NotReady
    when the move is not open or lacks its reason, and for a day ahead, before the last step, or so
    far back that it wants a reason.
    """
    session = session_of(file, actor)
    step = REFERRAL.check(service, move, actor)
    check_reason(step, reason)
    today = day_of(session, file.entity_id, now)
    day = today if happened_on is None else happened_on
    check_day(day, today, follows=_follows(session, file, service), reason=reason)
    need = session.get(Need, service.need_id)
    facts: dict[str, Fact] = {"move": move, "happened_on": day}
    taken: dict[str, Any] = {"happened_on": day, "reason": reason, "part_id": service.id}
    with act(session, VictimAct.FILE_CHANGED, thing=file, reason=reason, facts=facts):
        record_move(file, step, service.stage, actor=actor, now=now, **taken)
        REFERRAL.apply(service, move, actor)
        service.stage_since, service.stage_on = now, day
        if service.stage is ServiceStage.PROVIDED and need is not None and need.met_at is None:
            need.met_at = now


def _follows(session: Session, file: VictimFile, service: Service) -> Iterator[Earlier]:
    """The last step of a referral; when it was prepared here does not bind when it was sent."""
    if service.stage is ServiceStage.DRAFT:
        return
    last = service.stage_on or day_in(zone_of(session, file.entity_id), service.stage_since)
    words = _("The step before it was taken on %(day)s: this one was not taken before.", day=last)
    yield Earlier(last, words)
