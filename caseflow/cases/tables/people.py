"""Who is named in a case, each subject's way through their track, and what each is accused of."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.access.models import Protected
from caseflow.audit.models import Audited
from caseflow.cases.tables.withdrawals import Withdrawable
from caseflow.cases.tables.within import within
from caseflow.crypto.columns import SealedRow, confidential, landed
from caseflow.db import Base, Key, choice
from caseflow.labels import Labelled, _


class Part(Labelled):
    """A person's part in a case. Victims are no parties: they have files of their own."""

    SUBJECT = "subject", _("Subject")
    REPORTER = "reporter", _("Reporter")
    WITNESS = "witness", _("Witness")
    COUNSEL = "counsel", _("Counsel")


class Party(Protected, Withdrawable, SealedRow, Audited, Base):
    """A person's part in one case, with rank, unit and category as of the occurrence.

    A subject is identified, or unidentified with a count (None: not known how many). Identifying
    one of three makes a second row that points back by `split_from`; ids never change.
    """

    __tablename__ = "parties"

    id: Mapped[Key]
    part: Mapped[Part] = mapped_column(choice(Part, 20))
    identified: Mapped[bool] = mapped_column(default=True)
    how_many: Mapped[int | None] = mapped_column(
        comment="people this row stands for; none: unknown"
    )
    name: Mapped[confidential | None]
    other_names: Mapped[confidential | None]
    date_of_birth: Mapped[confidential | None]
    nationality: Mapped[confidential | None]
    gender: Mapped[confidential | None]
    id_number: Mapped[confidential | None]
    description: Mapped[confidential | None]
    rank_band: Mapped[str | None] = mapped_column(sa.String(60), comment="vocabulary: rank bands")
    rank: Mapped[confidential | None] = mapped_column("rank_sealed")
    unit_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("entity_list_values.id"), comment="as chosen; `unit` is its name then"
    )
    unit: Mapped[confidential | None] = mapped_column("unit_sealed")
    personnel_category: Mapped[str | None] = mapped_column(
        sa.String(60), comment="vocabulary: personnel categories"
    )
    left_on: Mapped[date | None] = mapped_column(comment="when the person left the organisation")
    user_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("users.id"), index=True, comment="where the person has an account here"
    )
    person_id: Mapped[UUID | None] = mapped_column(
        index=True, comment="the same person elsewhere, by a recorded judgement"
    )
    split_from: Mapped[UUID | None] = mapped_column(within("parties.id"))
    external_id: Mapped[confidential | None] = mapped_column("external_id_sealed")
    landed_rank: Mapped[str | None] = landed(
        "rank", sa.String(120), into="rank", comment="grade or rank then"
    )
    landed_unit: Mapped[str | None] = landed("unit", sa.String(120), into="unit")
    landed_external_id: Mapped[str | None] = landed(
        "external_id", sa.String(120), into="external_id", comment="in an old register"
    )

    __table_args__ = (
        sa.CheckConstraint("NOT identified OR how_many = 1", name="identified_is_one"),
        sa.CheckConstraint("how_many IS NULL OR how_many >= 1", name="somebody"),
        sa.CheckConstraint("identified OR part = 'subject'", name="only_subjects_unidentified"),
        sa.CheckConstraint("user_id IS NULL OR identified", name="users_are_identified"),
    )


class Custody(Labelled):
    """In whose hands a proceeding lies."""

    ORGANISATION = "organisation", _("The organisation")
    OVERSIGHT = "oversight", _("Oversight office")
    STATE = "state", _("Contributing State")
    PARTNER = "partner", _("Partner or contracting office")


class Proceeding(Protected, Withdrawable, Audited, Base):
    """One subject's way through the track of their personnel category."""

    __tablename__ = "proceedings"

    id: Mapped[Key]
    subject_id: Mapped[UUID] = mapped_column(within("parties.id"), unique=True)
    track: Mapped[str] = mapped_column(sa.String(40))
    stage: Mapped[str] = mapped_column(sa.String(40))
    stage_since: Mapped[date | None] = mapped_column(comment="none: not in the old register")
    custody: Mapped[Custody] = mapped_column(choice(Custody, 20), default=Custody.ORGANISATION)
    opened_at: Mapped[datetime]
    next_move: Mapped[str | None] = mapped_column(
        sa.String(110), comment="as of a case, where this does not stand where the case does"
    )
    whose_move: Mapped[str | None] = mapped_column(sa.String(60), comment="likewise")
    not_for: Mapped[str | None] = mapped_column(sa.Text, comment="likewise")
    waits_for: Mapped[str | None] = mapped_column(sa.String(400), comment="likewise")

    __table_args__ = (
        sa.Index(
            "ix_proceedings_move",
            "whose_move",
            "root_id",
            sqlite_where=sa.text("whose_move IS NOT NULL"),
            postgresql_where=sa.text("whose_move IS NOT NULL"),
        ),
    )


class Allegation(Protected, Withdrawable, SealedRow, Audited, Base):
    """One proceeding and one type of conduct. A type nobody could map keeps its own words."""

    __tablename__ = "allegations"

    id: Mapped[Key]
    proceeding_id: Mapped[UUID] = mapped_column(within("proceedings.id"), index=True)
    code: Mapped[str] = mapped_column(sa.String(12), comment="A1, A2 … the same across subjects")
    type: Mapped[str | None] = mapped_column(sa.String(60), comment="taxonomy; none: not mapped")
    taxonomy: Mapped[str | None] = mapped_column(sa.String(20), comment="version of the taxonomy")
    raw: Mapped[confidential | None] = mapped_column("raw_sealed")
    landed_raw: Mapped[str | None] = landed(
        "raw",
        sa.String(500),
        into="raw",
        comment="an old register's own code, word for word",
    )
    made_at: Mapped[datetime]
    external_id: Mapped[str | None] = mapped_column(sa.String(120))
    remark: Mapped[confidential | None] = mapped_column(
        comment="what an old register says in place of a measure"
    )
    recommended_remark: Mapped[confidential | None] = mapped_column(
        comment="the same, in place of a recommended measure"
    )

    __table_args__ = (
        sa.UniqueConstraint("proceeding_id", "code", name="one_code"),
        sa.CheckConstraint("type IS NULL OR taxonomy IS NOT NULL", name="type_has_version"),
    )
