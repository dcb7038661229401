"""The screening register: entries, the tokens they are found by, inquiries and judgements."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.access.models import Deciding, Protected, RootThing
from caseflow.crypto.columns import SealedRow, confidential, landed
from caseflow.crypto.tokens import Number, TokenOwner, TokenRow
from caseflow.db import Base, Key, choice
from caseflow.labels import Labelled, _
from caseflow.matters.matter import Matter
from caseflow.screening.root_kinds import ScreeningRootKind
from caseflow.workflow import Stage


class EntryStage(Stage):
    """How far an entry has come; only published ones are compared with candidates."""

    PROPOSED = "proposed", _("Proposed"), "warn"
    NOTICED = "noticed", _("Subject has notice"), "info"
    PUBLISHED = "published", _("Published"), "brand"
    WITHDRAWN = "withdrawn", _("Withdrawn"), "mute"


class RegisterEntry(Matter, Deciding, Base):
    """One person of the register, with the decision that put them there, frozen as it was.

    An entry survives the closing of its case. One that was `admitted` came in a labelled set
    (an older register, demonstration data) that never went through these stages here.
    """

    __tablename__ = "register_entries"
    __decides_by__ = (
        "label",
        "stage",
        "category",
        "case_id",
        "decision_id",
        "subject_id",
        "proposed_by",
        "noticed_on",
        "noticed_by",
        "published_by",
        "withdrawn_by",
        "withdrawn_alone",
        "withdrawal_asked_by",
        "suspended_at",
        "admitted",
    )
    __root_kind__ = ScreeningRootKind.ENTRY

    ref: Mapped[str] = mapped_column(sa.String(80), unique=True)
    label: Mapped[str | None] = mapped_column(sa.String(40), index=True)
    stage: Mapped[EntryStage] = mapped_column(choice(EntryStage, 20))
    category: Mapped[str | None] = mapped_column(
        sa.String(60), comment="type of conduct of an entry of earlier releases"
    )
    person: Mapped[confidential]
    dossier: Mapped[confidential | None]
    case_id: Mapped[UUID | None] = mapped_column(
        index=True, comment="the entry outlives it: no foreign key"
    )
    decision_id: Mapped[UUID | None]
    subject_id: Mapped[UUID | None]
    proposed_at: Mapped[datetime]
    proposed_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    noticed_on: Mapped[date | None]
    noticed_at: Mapped[datetime | None] = mapped_column(
        comment="when the notice was written down; none: by a release that did not keep when"
    )
    noticed_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    notice: Mapped[confidential | None]
    published_at: Mapped[datetime | None]
    published_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    withdrawn_alone: Mapped[bool] = mapped_column(
        default=False, server_default=sa.false(), comment="before it took two people"
    )
    withdrawal_asked_at: Mapped[datetime | None]
    withdrawal_asked_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    withdrawal_reason: Mapped[confidential | None]
    suspended_at: Mapped[datetime | None] = mapped_column(
        comment="until the registry has looked at it, look-ups are referred"
    )
    admitted: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        sa.UniqueConstraint("decision_id", "subject_id", name="one_entry_a_decision"),
        sa.Index("ix_register_entries_stage_proposed", "stage", "proposed_at"),
        sa.CheckConstraint(
            "admitted OR stage != 'published'"
            " OR (noticed_on IS NOT NULL AND published_by IS NOT NULL)",
            name="published_after_notice",
        ),
        sa.CheckConstraint(
            "published_by IS NULL OR proposed_by IS NULL OR published_by != proposed_by",
            name="second_person_publishes",
        ),
        sa.CheckConstraint(
            "stage != 'withdrawn' OR published_at IS NULL OR withdrawn_alone"
            " OR (withdrawal_asked_by IS NOT NULL AND withdrawn_by IS NOT NULL"
            " AND withdrawn_by != withdrawal_asked_by)",
            name="two_people_withdraw",
        ),
    )


class RegisterCategory(Protected, Deciding, Base):
    """One type of conduct that an entry rests on: proven in the decision, to which standard.

    An entry that was proposed by hand in an earlier release names the type alone.
    """

    __tablename__ = "register_categories"
    __table_args__ = (sa.UniqueConstraint("root_id", "type", name="type_once"),)

    id: Mapped[Key]
    type: Mapped[str] = mapped_column(sa.String(60), comment="taxonomy")
    taxonomy: Mapped[str | None] = mapped_column(sa.String(20), comment="version of the taxonomy")
    standard: Mapped[str | None] = mapped_column(
        sa.String(60), comment="vocabulary: standards of proof"
    )


class CorrectedPerson(Protected, SealedRow, Deciding, Base):
    """What the case of an entry says of the person since it was corrected there.

    It waits until an officer of the registry takes it over, or leaves the entry as it is.
    """

    __tablename__ = "register_corrections"
    __table_args__ = (
        sa.Index(
            "ix_register_corrections_open",
            "root_id",
            unique=True,
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        ),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (settled_by IS NULL)", name="settled_by_somebody"
        ),
        sa.CheckConstraint(
            "NOT taken_over OR (settled_by IS NOT NULL"
            " AND (noted_by IS NULL OR settled_by != noted_by))",
            name="second_person_takes_over",
        ),
    )

    id: Mapped[Key]
    person: Mapped[confidential]
    noted_at: Mapped[datetime]
    noted_by: Mapped[UUID | None] = mapped_column(
        ForeignKey("users.id"), comment="who corrected it in the case"
    )
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    taken_over: Mapped[bool] = mapped_column(default=False, server_default=sa.false())


class RegisterOwner(TokenOwner, Base):
    """Which published entry a number in the index stands for, and the tokens that carry it."""

    __tablename__ = "register_owners"

    entry_id: Mapped[UUID] = mapped_column(ForeignKey("register_entries.id"), unique=True)
    carries: Mapped[bytes] = mapped_column(
        sa.LargeBinary, comment="its tokens, four bytes each: to take it out without an index"
    )


class RegisterToken(TokenRow, Base):
    """A keyed token of one key that a published entry may be found by.

    It has no index by owner and no foreign key, which would need one: they would double the
    table. An owner names its tokens.
    """

    __tablename__ = "register_tokens"
    __owners__: ClassVar[str] = "register_owners"

    owner_id: Mapped[int] = mapped_column(Number, primary_key=True)


class CommonToken(Base):
    """A token that many entries carry: how many, or that it would be too many to keep."""

    __tablename__ = "register_common_tokens"

    token: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    carried: Mapped[int | None] = mapped_column(comment="none: too many, so that none is kept")


class IndexState(Base):
    """By which keys the index was made, and how far a making anew has come; one row."""

    __tablename__ = "register_index"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int]
    after: Mapped[UUID | None] = mapped_column(comment="the last entry made anew")


class Thresholds(Deciding, Base):
    """From which likeness on a candidate is referred, and strongly so: proposed, then confirmed.

    The latest confirmed row that was made for the matcher's present model holds.
    """

    __tablename__ = "screening_thresholds"

    id: Mapped[Key]
    number: Mapped[int] = mapped_column(unique=True)
    model: Mapped[str] = mapped_column(sa.String(20), comment="version of the matcher")
    refer_from: Mapped[float]
    strong_from: Mapped[float]
    proposed_at: Mapped[datetime]
    proposed_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    refused_at: Mapped[datetime | None]
    entity_id: Mapped[UUID | None] = mapped_column(
        comment="of the role by which it was proposed; entities are never deleted"
    )

    __table_args__ = (
        sa.CheckConstraint(
            "confirmed_by IS NULL OR confirmed_by != proposed_by", name="second_person_confirms"
        ),
        sa.CheckConstraint(
            "0 < refer_from AND refer_from < strong_from AND strong_from < 1", name="in_order"
        ),
    )


class Purpose(Labelled):
    """Why a candidate is looked up."""

    RECRUITMENT = "recruitment", _("Recruitment")
    TRANSFER = "transfer", _("Transfer or loan from another organisation")
    EXTENSION = "extension", _("Extension of an appointment")
    AFFILIATED = "affiliated", _("Consultant, contractor, volunteer or intern")
    DEPLOYMENT = "deployment", _("Deployment of uniformed personnel")


class Answer(Labelled):
    """What somebody who looked a candidate up is told, and nothing more."""

    CLEAR = "clear", _("Clear: nothing known")
    REFER = "refer", _("Refer")
    NEED_MORE_DATA = "need-more-data", _("Need more data")


class Settlement(Labelled):
    """What the registry answered after comparing people."""

    PROCEED = "proceed", _("Proceed, answered by the registry")
    LISTED = "listed", _("Listed: the registry writes to you")
    ASK_AGAIN = "ask-again", _("Look the candidate up again")


class Inquiry(RootThing, SealedRow, Deciding, Base):
    """One look-up: who asked, why, about whom (sealed), and what they were answered."""

    __tablename__ = "inquiries"
    __decides_by__ = ("purpose", "answer", "settlement", "settled_at")
    __root_kind__ = ScreeningRootKind.INQUIRY
    __known_by__ = "ref"

    ref: Mapped[str] = mapped_column(sa.String(20), unique=True)
    purpose: Mapped[Purpose] = mapped_column(choice(Purpose, 20))
    vacancy: Mapped[confidential] = mapped_column("vacancy_sealed", nullable=True)
    landed_vacancy: Mapped[str | None] = landed("vacancy", sa.String(80), into="vacancy")
    candidate: Mapped[confidential]
    answer: Mapped[Answer] = mapped_column(choice(Answer, 20))
    reason: Mapped[confidential]
    model: Mapped[str] = mapped_column(sa.String(20), comment="version of the matcher")
    asked_at: Mapped[datetime]
    settlement: Mapped[Settlement | None] = mapped_column(choice(Settlement, 20))
    settled_at: Mapped[datetime | None]

    __table_args__ = (
        sa.Index("ix_inquiries_owner_asked", "owner_id", "asked_at"),
        sa.Index("ix_inquiries_answer_settled", "answer", "settled_at", "asked_at"),
        sa.CheckConstraint(
            "settlement IS NULL OR answer = 'refer'", name="only_referrals_are_settled"
        ),
    )


class PossibleMatch(Protected, SealedRow, Deciding, Base):
    """An entry that resembles the candidate; which one, and why, is sealed."""

    __tablename__ = "possible_matches"

    id: Mapped[Key]
    rank: Mapped[int]
    detail: Mapped[confidential]
    resolved_at: Mapped[datetime | None]


class JudgementVerdict(Labelled):
    """What a registry officer makes of a possible match."""

    SAME = "same", _("Same person")
    DIFFERENT = "different", _("Different people")
    UNSURE = "unsure", _("Cannot tell")


class Judgement(Protected, SealedRow, Deciding, Base):
    """One officer's judgement of one possible match."""

    __tablename__ = "judgements"
    __table_args__ = (sa.UniqueConstraint("match_id", "judged_by", name="one_each"),)

    id: Mapped[Key]
    match_id: Mapped[UUID] = mapped_column(ForeignKey("possible_matches.id"))
    verdict: Mapped[JudgementVerdict] = mapped_column(choice(JudgementVerdict, 20))
    reason: Mapped[confidential]
    judged_at: Mapped[datetime]
    judged_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    entity_id: Mapped[UUID | None] = mapped_column(
        comment="of the role by which it was judged; entities are never deleted"
    )
