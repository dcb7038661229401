"""Victim files: pseudonymous, sealed under keys of their own, with identities sealed apart."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.access.models import Protected
from caseflow.audit.models import Audited
from caseflow.crypto.columns import SealedRow, confidential, guarded
from caseflow.days import day_in
from caseflow.db import Base, Key, choice
from caseflow.labels import Labelled, _
from caseflow.matters.matter import Matter
from caseflow.victims.root_kinds import VictimRootKind
from caseflow.workflow import Stage


class Urgency(Labelled):
    """How soon somebody has to act."""

    URGENT = "urgent", _("Cannot wait")
    SOON = "soon", _("Within days")
    STEADY = "steady", _("Can wait")


class NeedKind(Labelled):
    """What a person needs, as the assistance protocol groups it."""

    SAFETY = "safety", _("Safety and protection")
    MEDICAL = "medical", _("Medical care")
    PSYCHOSOCIAL = "psychosocial", _("Psychosocial support")
    LEGAL = "legal", _("Legal aid")
    SHELTER = "shelter", _("Shelter and basic goods")
    LIVELIHOOD = "livelihood", _("Livelihood")
    EDUCATION = "education", _("Education")
    CHILD = "child", _("Support for a child born")
    PATERNITY = "paternity", _("Paternity and child support")
    TRANSPORT = "transport", _("Transport and communication")


class ServiceStage(Stage):
    """How far a referral has come."""

    DRAFT = "draft", _("Being prepared"), "mute"
    SENT = "sent", _("Sent"), "info"
    ACCEPTED = "accepted", _("Accepted"), "info"
    IN_PROGRESS = "in-progress", _("In progress"), "info"
    PROVIDED = "provided", _("Provided"), "ok"
    REJECTED = "rejected", _("Rejected"), "warn"
    UNAVAILABLE = "unavailable", _("Not to be had here"), "warn"
    REVOKED = "revoked", _("Taken back"), "mute"


class Channel(Labelled):
    """How a person was reached."""

    MEETING = "meeting", _("Meeting")
    TELEPHONE = "telephone", _("Telephone")
    MESSAGE = "message", _("Message")
    THROUGH_PROVIDER = "through-provider", _("Through a provider")


class Step(Labelled):
    """A step of a case that the person harmed has a right to hear of."""

    RECEIVED = "received", _("The report was received")
    ASSESSED = "assessed", _("The report was assessed")
    INVESTIGATION_BEGUN = "investigation-begun", _("The investigation has begun")
    INVESTIGATION_ENDED = "investigation-ended", _("The investigation has ended")
    DECIDED = "decided", _("The decision, in general words")
    CLOSED = "closed", _("The case was closed")
    REOPENED = "reopened", _("The case was taken up again")
    JOINED = "joined", _("The case was joined to another")


class VictimFile(Matter, Audited, Base):
    """One person's file, known by a code that is drawn at random and says nothing."""

    __tablename__ = "victim_files"
    __root_kind__ = VictimRootKind.FILE
    __known_by__ = "code"

    code: Mapped[str] = mapped_column(sa.String(12), unique=True)
    urgency: Mapped[Urgency] = mapped_column(choice(Urgency, 20))
    safe_contact: Mapped[confidential | None]
    channel_rules: Mapped[confidential | None] = mapped_column(
        comment="which ways of reaching the person are allowed, and which are never taken"
    )
    opened_at: Mapped[datetime]
    opened_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    next_contact_on: Mapped[date | None] = mapped_column(comment="of the last follow-up")

    __table_args__ = (sa.Index("ix_victim_files_owner_opened", "owner_id", "opened_at"),)


class Identity(Protected, SealedRow, Audited, Base):
    """Who it is: under a key of its own, opened only with a right and a reason of their own."""

    __tablename__ = "victim_identities"
    __table_args__ = (sa.UniqueConstraint("root_id", name="one_identity"),)

    id: Mapped[Key]
    name: Mapped[guarded]
    contact: Mapped[guarded | None]
    date_of_birth: Mapped[guarded | None]
    nationality: Mapped[guarded | None]
    language: Mapped[guarded | None]
    guardian: Mapped[guarded | None]
    recorded_at: Mapped[datetime]


class Need(Protected, SealedRow, Audited, Base):
    """Something a person needs, until it is met."""

    __tablename__ = "victim_needs"

    id: Mapped[Key]
    kind: Mapped[NeedKind] = mapped_column(choice(NeedKind, 20))
    urgency: Mapped[Urgency] = mapped_column(choice(Urgency, 20))
    words: Mapped[confidential | None]
    due_at: Mapped[datetime | None] = mapped_column(comment="after this it is too late")
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    met_at: Mapped[datetime | None]


class Service(Protected, SealedRow, Audited, Base):
    """A referral to a provider for one need."""

    __tablename__ = "victim_services"

    id: Mapped[Key]
    need_id: Mapped[UUID] = mapped_column(ForeignKey("victim_needs.id"), index=True)
    provider: Mapped[confidential]
    note: Mapped[confidential | None]
    stage: Mapped[ServiceStage] = mapped_column(choice(ServiceStage, 20))
    stage_since: Mapped[datetime] = mapped_column(comment="when its last step was written down")
    stage_on: Mapped[date | None] = mapped_column(
        comment="day of the entity on which its last step was taken"
    )
    appointment_at: Mapped[datetime | None]
    referred_at: Mapped[datetime]
    referred_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))


class FollowUp(Protected, SealedRow, Audited, Base):
    """One attempt to be in touch, and when the next one is due."""

    __tablename__ = "victim_follow_ups"

    id: Mapped[Key]
    day: Mapped[date]
    reached: Mapped[bool]
    channel: Mapped[Channel] = mapped_column(choice(Channel, 20))
    note: Mapped[confidential | None]
    despite: Mapped[confidential | None] = mapped_column(
        comment="why the person was reached in a way that is never to be taken"
    )
    next_on: Mapped[date | None]
    late_reason: Mapped[confidential | None] = mapped_column(
        comment="why it was written down long after the day"
    )
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))


class CaseTie(Protected, SealedRow, Audited, Base):
    """Which case a file belongs to; only the file knows, and only who opens it."""

    __tablename__ = "victim_case_ties"

    id: Mapped[Key]
    reference: Mapped[confidential]
    interest_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("case_interests.id"), comment="of files admitted from an old register"
    )
    tied_on: Mapped[date]
    untied_at: Mapped[datetime | None] = mapped_column(comment="when a wrong tie was undone")
    untied_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))


class Told(Protected, SealedRow, Audited, Base):
    """That the person was told of one step of the case, how, and what they said."""

    __tablename__ = "victim_told"
    __table_args__ = (sa.UniqueConstraint("tie_id", "milestone_id", name="told_once"),)

    id: Mapped[Key]
    tie_id: Mapped[UUID] = mapped_column(ForeignKey("victim_case_ties.id"), index=True)
    milestone_id: Mapped[UUID] = mapped_column(ForeignKey("case_milestones.id"))
    day: Mapped[date]
    channel: Mapped[Channel] = mapped_column(choice(Channel, 20))
    reaction: Mapped[confidential | None]
    despite: Mapped[confidential | None] = mapped_column(
        comment="why the person was told in a way that is never to be taken"
    )
    told_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    recorded_at: Mapped[datetime | None] = mapped_column(
        comment="none: written down by a release that did not keep when"
    )
    late_reason: Mapped[confidential | None] = mapped_column(
        comment="why it was written down long after the day"
    )


class Milestone(Base):
    """A step of a case, noted for every case alike, under a keyed token of its reference.

    It belongs to no root, so that whoever moves a case can leave it without reaching a file,
    and it tells nothing: there is one whether or not anybody was harmed.
    """

    __tablename__ = "case_milestones"

    id: Mapped[Key]
    case_token: Mapped[int] = mapped_column(sa.BigInteger, index=True)
    step: Mapped[Step] = mapped_column(choice(Step, 30))
    at: Mapped[datetime] = mapped_column(comment="when it was written down")
    happened_on: Mapped[date | None] = mapped_column(
        comment="day of the entity of the case; none: that of `at`"
    )
    joined_token: Mapped[int | None] = mapped_column(
        sa.BigInteger, comment="the case this one was joined to"
    )

    def day(self, zone: ZoneInfo) -> date:
        """The day on which it happened; of one without a day, that of its entry in this zone."""
        return self.happened_on or day_in(zone, self.at)


class CaseInterest(Base):
    """That a file was admitted for somebody of this case, under another keyed token.

    So a register that is brought in again opens no second file. No case waits for it: `told` is
    no longer read, and goes with a later release.
    """

    __tablename__ = "case_interests"

    id: Mapped[Key]
    case_token: Mapped[int] = mapped_column(sa.BigInteger, index=True)
    told: Mapped[int] = mapped_column(default=0)
