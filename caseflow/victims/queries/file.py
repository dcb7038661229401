"""One person's file, as the officers who assist them read it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.acting import assert_acting
from caseflow.access.actor import Actor
from caseflow.access.root_days import zone_of
from caseflow.accounts.models import User
from caseflow.audit.record import note_read
from caseflow.crypto.opening import show_rows, show_text
from caseflow.days import day_in
from caseflow.errors import NotFound
from caseflow.labels import Text, _
from caseflow.matters.course_queries import StepView, read_course
from caseflow.matters.file_queries import FileView as StoredFile
from caseflow.matters.file_queries import files_of
from caseflow.matters.queries import notes_of, tasks_of
from caseflow.matters.views import NoteView, TaskView
from caseflow.reference.entry_lag import entered
from caseflow.victims.acts import VictimAct
from caseflow.victims.codes import VICTIM_CODES
from caseflow.victims.contact_rule import ContactRule, rule_in
from caseflow.victims.milestones import barred_tokens, told_to
from caseflow.victims.models import (
    CaseTie,
    Channel,
    FollowUp,
    Identity,
    Milestone,
    NeedKind,
    Service,
    ServiceStage,
    Step,
    Told,
    Urgency,
    VictimFile,
)
from caseflow.victims.queries.lines import NeedLine, ToTell, needs_of, to_tell
from caseflow.victims.workflow import REFERRAL
from caseflow.workflow import Move

CONTACT = ("safe_contact", "channel_rules")
"""What says how a person is reached safely: in words, and way by way."""


@dataclass(frozen=True)
class ServiceLine:
    """A referral, with the moves that are open."""

    id: UUID
    need: NeedKind
    provider: str
    note: str | None
    stage: ServiceStage
    since: date
    entered: Text | None
    """How many days after that day its last step was written down; None: on the day."""
    appointment_at: datetime | None
    moves: tuple[Move, ...]
    course: tuple[StepView, ...]
    """The steps that were taken; none of those that an earlier release did not keep."""


@dataclass(frozen=True)
class FollowUpLine:
    """One attempt to be in touch."""

    day: date
    reached: bool
    channel: Channel
    note: str | None
    next_on: date | None
    despite: str | None
    """Why a way was taken that never should be."""
    entered: Text | None
    """How many days after that day it was written down; None: on the day."""
    late_reason: str | None


@dataclass(frozen=True)
class TieLine:
    """A case the file is tied to, or was until the tie was undone."""

    id: UUID
    reference: str
    since: date
    untied_at: datetime | None


@dataclass(frozen=True)
class ToldLine:
    """A step the person was told of, and of which case."""

    step: Step
    reference: str
    day: date
    channel: Channel
    reaction: str | None
    despite: str | None
    """Why a way was taken that never should be."""
    entered: Text | None = None
    """How many days after that day it was written down; None: on the day, or not known."""
    late_reason: str | None = None


@dataclass(frozen=True)
class ContactView:
    """What somebody has to know who is about to be in touch: the rule, and what is to be told."""

    code: str
    safe_contact: str | None
    rule: ContactRule
    to_tell: tuple[ToTell, ...]


@dataclass(frozen=True)
class FileView:
    """One person's file, without who they are."""

    code: str
    urgency: Urgency
    since: datetime
    officer: str
    """Who accompanies the person; empty where nobody does."""
    safe_contact: str | None
    rule: ContactRule
    next_contact_on: date | None
    identified: bool
    needs: tuple[NeedLine, ...]
    services: tuple[ServiceLine, ...]
    follow_ups: tuple[FollowUpLine, ...]
    ties: tuple[TieLine, ...]
    to_tell: tuple[ToTell, ...]
    told: tuple[ToldLine, ...]
    tasks: tuple[TaskView, ...]
    notes: tuple[NoteView, ...]
    files: tuple[StoredFile, ...]


def file(session: Session, code: str, *, actor: Actor) -> VictimFile:
    """The file of this code. Raises NotFound when there is none within reach."""
    assert_acting(session, actor)
    parsed = VICTIM_CODES.parse(code)
    found = parsed and session.scalar(sa.select(VictimFile).where(VictimFile.code == parsed))
    if not found:
        raise NotFound(_("There is no such file."))
    return found


def officer_of(session: Session, file: VictimFile) -> str:
    """The name of who accompanies the person; empty where nobody does."""
    name = sa.select(User.full_name).where(User.id == file.owner_id)
    return session.scalar(name) or "" if file.owner_id else ""


def read_file(session: Session, code: str, *, actor: Actor, now: datetime, today: date) -> FileView:
    """Everything in a file but the identity; the look is recorded. Raises NotFound."""
    this = file(session, code, actor=actor)
    needs = needs_of(session, [this.id], now)[this.id]
    barred = barred_tokens(session, actor)
    ties = _ties(session, this)
    view = FileView(
        code=this.code,
        urgency=this.urgency,
        since=this.opened_at,
        officer=officer_of(session, this),
        safe_contact=show_text(session, this, "safe_contact"),
        rule=rule_in(show_text(session, this, "channel_rules")),
        next_contact_on=this.next_contact_on,
        identified=bool(
            session.scalar(sa.select(sa.func.count(Identity.id)).where(Identity.root_id == this.id))
        ),
        needs=needs,
        services=_services(session, this, {n.id: n.kind for n in needs}, actor),
        follow_ups=_follow_ups(session, this),
        ties=ties,
        to_tell=to_tell(session, (this,), today, barred=barred),
        told=_told(session, this, {tie.id: tie.reference for tie in ties}, barred),
        tasks=tasks_of(session, this, actor=actor, today=today),
        notes=notes_of(session, this, actor=actor),
        files=files_of(session, this, actor=actor),
    )
    note_read(
        session,
        VictimAct.FILE_READ,
        thing=this,
        fields=(
            *CONTACT,
            "words",
            "provider",
            "note",
            "reference",
            "reaction",
            "despite",
            "late_reason",
            "reason",
            "name",
            "sha256",
            "withdrawn_reason",
        ),
    )
    return view


def read_contact(session: Session, code: str, *, actor: Actor, today: date) -> ContactView:
    """How the person is reached safely and what is to be told; the look is recorded.

    Raises NotFound.
    """
    this = file(session, code, actor=actor)
    shown = show_rows(session, (this,), CONTACT)[0]
    view = ContactView(
        this.code,
        shown["safe_contact"],
        rule_in(shown["channel_rules"]),
        to_tell(session, (this,), today, barred=barred_tokens(session, actor)),
    )
    note_read(session, VictimAct.FILE_READ, thing=this, fields=(*CONTACT, "reference"))
    return view


def _services(
    session: Session, this: VictimFile, kinds: dict[UUID, NeedKind], actor: Actor
) -> tuple[ServiceLine, ...]:
    zone = zone_of(session, this.entity_id)
    course = read_course(session, this, REFERRAL, actor=actor)
    rows = session.scalars(
        sa.select(Service).where(Service.root_id == this.id).order_by(Service.referred_at)
    ).all()
    return tuple(
        ServiceLine(
            row.id,
            kinds[row.need_id],
            opened["provider"] or "",
            opened["note"],
            row.stage,
            row.stage_on or day_in(zone, row.stage_since),
            entered(row.stage_on, row.stage_since, zone),
            row.appointment_at,
            tuple(REFERRAL.offered(row, actor)),
            course[row.id],
        )
        for row, opened in zip(rows, show_rows(session, rows, ("provider", "note")), strict=True)
    )


def _follow_ups(session: Session, this: VictimFile) -> tuple[FollowUpLine, ...]:
    rows = session.scalars(
        sa.select(FollowUp)
        .where(FollowUp.root_id == this.id)
        .order_by(FollowUp.day.desc(), FollowUp.recorded_at.desc())
    ).all()
    texts = show_rows(session, rows, ("note", "despite", "late_reason"))
    zone = zone_of(session, this.entity_id)
    return tuple(
        FollowUpLine(
            row.day,
            row.reached,
            row.channel,
            opened["note"],
            row.next_on,
            opened["despite"],
            entered(row.day, row.recorded_at, zone),
            opened["late_reason"],
        )
        for row, opened in zip(rows, texts, strict=True)
    )


def _ties(session: Session, this: VictimFile) -> tuple[TieLine, ...]:
    rows = session.scalars(
        sa.select(CaseTie).where(CaseTie.root_id == this.id).order_by(CaseTie.tied_on)
    ).all()
    return tuple(
        TieLine(row.id, opened["reference"] or "", row.tied_on, row.untied_at)
        for row, opened in zip(rows, show_rows(session, rows, ("reference",)), strict=True)
    )


def _told(
    session: Session, this: VictimFile, cases: Mapping[UUID, str], barred: Collection[int]
) -> tuple[ToldLine, ...]:
    rows = session.execute(
        sa.select(Told, Milestone)
        .join(Milestone, Milestone.id == Told.milestone_id)
        .where(Told.root_id == this.id)
        .order_by(Told.day.desc())
    ).all()
    rows = [row for row in rows if told_to(row.Milestone, barred)]
    opened = show_rows(session, [row.Told for row in rows], ("reaction", "despite", "late_reason"))
    zone = zone_of(session, this.entity_id)
    return tuple(
        ToldLine(
            row.Milestone.step,
            cases[row.Told.tie_id],
            row.Told.day,
            row.Told.channel,
            each["reaction"],
            each["despite"],
            entered(row.Told.day, row.Told.recorded_at, zone),
            each["late_reason"],
        )
        for row, each in zip(rows, opened, strict=True)
    )
