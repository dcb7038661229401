"""Opening a file and keeping it: urgency, safe contact, needs, and being in touch."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, object_session

from caseflow.access.actor import Actor
from caseflow.access.checks import require, require_for
from caseflow.access.models import Classification
from caseflow.access.root_days import day_of
from caseflow.audit.record import Fact, act
from caseflow.crypto.broken_seals import readable
from caseflow.crypto.columns import Sealed, conceal
from caseflow.crypto.keyring import Compartment, keyring_of
from caseflow.crypto.opening import show_text
from caseflow.days import office_day
from caseflow.db import at_most
from caseflow.errors import AlreadyDone, NotReady
from caseflow.labels import _
from caseflow.reference.entry_lag import check_day
from caseflow.reference.models import Entity
from caseflow.victims.acts import VictimAct
from caseflow.victims.codes import VICTIM_CODES
from caseflow.victims.contact_rule import NO_RULE, ContactRule
from caseflow.victims.models import Channel, FollowUp, Need, NeedKind, Urgency, VictimFile
from caseflow.victims.permissions import VictimPermission
from caseflow.victims.services.reaching import (
    NONE_GIVEN,
    Reasons,
    reason_against_rule,
    rule_of,
    sealed_rule,
)

ATTEMPTS = 5
ASSIST = VictimPermission.ASSIST


def open_file(
    session: Session,
    *,
    entity_id: UUID,
    urgency: Urgency,
    actor: Actor,
    now: datetime,
    safe_contact: str | None = None,
    rule: ContactRule = NO_RULE,
    owner_id: UUID | None = None,
) -> VictimFile:
    """A new file under a fresh code, owned by whoever opens it unless told otherwise.

    Raises Refused when the actor assists nobody in this entity, NotReady when it is closed and for
    a way of reaching the person that is both allowed and never taken.
    """
    require_for(session, actor, ASSIST, entity_id)
    entity = session.get_one(Entity, entity_id)
    if not entity.in_force(office_day(now)):
        raise NotReady(_("This entity is closed: choose another one."), field="entity")
    for _attempt in range(ATTEMPTS):
        try:
            with session.begin_nested():
                file = _make(session, entity_id, urgency, actor, now, owner_id)
                file.safe_contact = concealed(safe_contact)
                file.channel_rules = sealed_rule(rule)
                with act(session, VictimAct.FILE_OPENED, thing=file):
                    session.add(file)
                return file
        except IntegrityError:
            # somebody else's file has this code already; it may be out of sight
            continue
    raise NotReady(_("No free code was found. Try again."))


def _make(
    session: Session,
    entity_id: UUID,
    urgency: Urgency,
    actor: Actor,
    now: datetime,
    owner_id: UUID | None,
) -> VictimFile:
    file = VictimFile(
        code=VICTIM_CODES.draw(),
        entity_id=entity_id,
        owner_id=owner_id or actor.user_id,
        classification=Classification.STRICTLY_CONFIDENTIAL,
        urgency=urgency,
        opened_at=now,
        opened_by=actor.user_id,
    )
    file.data_key_id = keyring_of(session).make(
        session, kind="victim-file", root_id=file.id, compartment=Compartment.VICTIMS, now=now
    )
    return file


def update_file(
    file: VictimFile,
    *,
    urgency: Urgency,
    safe_contact: str | None,
    rule: ContactRule | None = None,
    actor: Actor,
    now: datetime,
) -> None:
    """Change how urgent a file is and how its person may be reached.

    What does not open is left as it is until something else is written: it may yet be restored.
    Raises NotReady for a way that is both allowed and never taken.
    """
    session = session_of(file, actor)
    kept = rule_of(session, file)
    sealed = None if rule is None else sealed_rule(rule)
    with act(session, VictimAct.FILE_CHANGED, thing=file):
        file.urgency = urgency
        if safe_contact or readable(show_text(session, file, "safe_contact")):
            file.safe_contact = concealed(safe_contact)
        if rule is not None and rule != kept and (kept.readable or rule.says_something):
            file.channel_rules = sealed


def record_need(
    file: VictimFile,
    *,
    kind: NeedKind,
    urgency: Urgency,
    actor: Actor,
    now: datetime,
    words: str | None = None,
    due_at: datetime | None = None,
) -> Need:
    """Note what the person needs, in words that may be their own, and when it is too late."""
    session = session_of(file, actor)
    need = Need(
        root_id=file.id,
        data_key_id=file.data_key_id,
        kind=kind,
        urgency=urgency,
        words=concealed(words),
        due_at=due_at,
        recorded_at=now,
        recorded_by=actor.user_id,
    )
    with act(session, VictimAct.FILE_CHANGED, thing=file, facts={"need": kind}):
        session.add(need)
    return need


def meet_need(file: VictimFile, need: Need, *, actor: Actor, now: datetime) -> None:
    """Note that a need is met. Raises AlreadyDone when it was before."""
    session = session_of(file, actor)
    if need.met_at is not None:
        raise AlreadyDone(_("This need is met already."))
    with act(session, VictimAct.FILE_CHANGED, thing=file, facts={"met": need.kind}):
        need.met_at = now


def follow_up(
    file: VictimFile,
    *,
    day: date,
    reached: bool,
    channel: Channel,
    actor: Actor,
    now: datetime,
    note: str | None = None,
    next_on: date | None = None,
    reasons: Reasons = NONE_GIVEN,
) -> FollowUp:
    """Note an attempt to be in touch; the next date of the latest one stands in the officer's day.

    `reasons` say why it was made in a way that is never to be taken, and why it is written down
    only now. Raises NotReady for such a way without its reason, for a day that has not come or is
    so far back that it wants a reason, or a next date before it.
    """
    session = session_of(file, actor)
    today = day_of(session, file.entity_id, now)
    check_day(day, today, reason=reasons.late, field="day", reason_field="late_reason")
    if next_on is not None and next_on < day:
        raise NotReady(_("The next contact cannot be before this one."), field="next_on")
    why = reason_against_rule(session, file, channel, reasons.despite)
    contact = FollowUp(
        root_id=file.id,
        data_key_id=file.data_key_id,
        day=day,
        reached=reached,
        channel=channel,
        note=concealed(note),
        despite=concealed(why),
        next_on=next_on,
        late_reason=concealed(reasons.late),
        recorded_at=now,
        recorded_by=actor.user_id,
    )
    facts: dict[str, Fact] = {"reached": reached}
    if why:
        facts["never"] = channel
    with act(session, VictimAct.FILE_CHANGED, thing=file, reason=why, facts=facts):
        if _is_latest(session, file, day):
            file.next_contact_on = next_on
        session.add(contact)
    return contact


def _is_latest(session: Session, file: VictimFile, day: date) -> bool:
    """Whether no contact was made after this day: one that is entered late moves no later one."""
    later = sa.select(FollowUp.id).where(FollowUp.root_id == file.id, FollowUp.day > day)
    return session.scalar(later.limit(at_most(1))) is None


def session_of(file: VictimFile, actor: Actor) -> Session:
    """The session a file belongs to, once the actor was found to assist in it."""
    session = object_session(file)
    if session is None:
        raise RuntimeError("the file is in no session")
    require(session, actor, ASSIST, root=file)
    return session


def concealed(text: str | None) -> Sealed | None:
    """A text for a sealed column; nothing but white space is nothing."""
    return conceal(text) if text and text.strip() else None
