"""What was inquired into, found, decided and imposed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.access.models import Protected
from caseflow.audit.models import Audited
from caseflow.cases.tables.within import within
from caseflow.crypto.columns import SealedRow, confidential, landed
from caseflow.db import Base, Key, choice
from caseflow.labels import Labelled, _


class Body(Labelled):
    """Who investigates."""

    OVERSIGHT = "oversight", _("Oversight office")
    ENTITY = "entity", _("Entity's own investigators")
    PANEL = "panel", _("Fact-finding panel")
    STATE = "state", _("Contributing State")
    PARTNER = "partner", _("Partner organisation")


class Investigation(Protected, SealedRow, Audited, Base):
    """An inquiry into the allegations of a case; several may follow one another."""

    __tablename__ = "investigations"

    id: Mapped[Key]
    body: Mapped[Body] = mapped_column(choice(Body, 20), default=Body.ENTITY)
    lead_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    terms: Mapped[confidential | None]
    report: Mapped[confidential | None]
    opened_on: Mapped[date]
    reported_on: Mapped[date | None]

    __table_args__ = (
        sa.CheckConstraint("reported_on IS NULL OR reported_on >= opened_on", name="days_in_order"),
    )


class Step(Labelled):
    """At which step an allegation was answered."""

    INVESTIGATION = "investigation", _("Investigation")
    REVIEW = "review", _("Review")
    DECISION = "decision", _("Decision")


class Finding(Protected, SealedRow, Audited, Base):
    """An answer to one allegation at one step; the last one that still holds counts.

    One that was withdrawn, or set aside with a decision, holds no more.
    """

    __tablename__ = "findings"

    id: Mapped[Key]
    allegation_id: Mapped[UUID] = mapped_column(within("allegations.id"), index=True)
    step: Mapped[Step] = mapped_column(choice(Step, 20))
    outcome: Mapped[str | None] = mapped_column(
        sa.String(60), comment="vocabulary: finding outcomes; none: not mapped"
    )
    standard: Mapped[str | None] = mapped_column(
        sa.String(60), comment="vocabulary: standards of proof"
    )
    evidence: Mapped[confidential | None]
    authority_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("entity_list_values.id"), comment="as chosen; `authority` is its name then"
    )
    authority: Mapped[confidential | None] = mapped_column("authority_sealed")
    landed_authority: Mapped[str | None] = landed(
        "authority", sa.String(120), into="authority", comment="who answered, as office"
    )
    found_on: Mapped[date | None]
    recorded_at: Mapped[datetime]
    late_reason: Mapped[confidential | None] = mapped_column(
        comment="why it was written down long after the day"
    )
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    withdrawn_at: Mapped[datetime | None]
    set_aside_at: Mapped[datetime | None] = mapped_column(
        comment="when its decision was set aside, or the case taken up anew"
    )
    decision_id: Mapped[UUID | None] = mapped_column(
        within("decisions.id"), index=True, comment="a final finding: the decision that made it"
    )
    raw: Mapped[confidential | None] = mapped_column("raw_sealed")
    landed_raw: Mapped[str | None] = landed("raw", sa.String(500), into="raw")
    admitted: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        sa.CheckConstraint("admitted OR outcome IS NOT NULL", name="outcome_unless_admitted"),
        sa.CheckConstraint("admitted OR standard IS NOT NULL", name="standard_unless_admitted"),
        sa.CheckConstraint("admitted OR recorded_by IS NOT NULL", name="somebody_found_it"),
    )

    @property
    def holds(self) -> bool:
        """Whether it was neither withdrawn nor set aside."""
        return self.withdrawn_at is None and self.set_aside_at is None


class Decision(Protected, SealedRow, Audited, Base):
    """What ended a step of a proceeding, with its reasons; measures hang on it."""

    __tablename__ = "decisions"

    id: Mapped[Key]
    proceeding_id: Mapped[UUID] = mapped_column(within("proceedings.id"), index=True)
    final: Mapped[bool] = mapped_column(default=True)
    reasons: Mapped[confidential | None]
    recourse: Mapped[confidential | None]
    authority_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("entity_list_values.id"), comment="as chosen; `authority` is its name then"
    )
    authority: Mapped[confidential | None] = mapped_column("authority_sealed")
    landed_authority: Mapped[str | None] = landed("authority", sa.String(120), into="authority")
    decided_on: Mapped[date | None]
    notified_on: Mapped[date | None]
    recorded_at: Mapped[datetime]
    late_reason: Mapped[confidential | None] = mapped_column(
        comment="why it was written down long after the day"
    )
    told_at: Mapped[datetime | None] = mapped_column(
        comment="when it was written down that the subject was told; none: with the decision"
    )
    told_by: Mapped[UUID | None] = mapped_column(
        ForeignKey("users.id"), comment="who wrote that down"
    )
    told_late_reason: Mapped[confidential | None] = mapped_column(
        comment="why that was written down long after the day"
    )
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    set_aside_at: Mapped[datetime | None] = mapped_column(comment="when the case was reopened")
    admitted: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        sa.CheckConstraint("admitted OR reasons IS NOT NULL", name="reasons_unless_admitted"),
        sa.CheckConstraint("admitted OR decided_by IS NOT NULL", name="somebody_decided"),
    )


class Measure(Protected, SealedRow, Audited, Base):
    """One measure of a decision; only `warranted` where the subject had left.

    What an old register recommended, or wrote in words that are not mapped, hangs on no decision:
    it names the proceeding instead. `parameters` are those of the vocabulary of measures; those of
    an old register are kept as they came.
    """

    __tablename__ = "measures"

    id: Mapped[Key]
    decision_id: Mapped[UUID | None] = mapped_column(within("decisions.id"), index=True)
    proceeding_id: Mapped[UUID | None] = mapped_column(
        within("proceedings.id"), comment="only where there is no decision"
    )
    kind: Mapped[str | None] = mapped_column(
        sa.String(60), comment="vocabulary: measures; none: not mapped"
    )
    parameters: Mapped[confidential | None] = mapped_column("parameters_sealed")
    warranted: Mapped[bool] = mapped_column(default=False)
    recommended: Mapped[bool] = mapped_column(
        default=False, comment="what an old register had recommended, never imposed"
    )
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    raw: Mapped[confidential | None] = mapped_column("raw_sealed")
    remark: Mapped[confidential | None] = mapped_column("remark_sealed")
    landed_parameters: Mapped[dict[str, Any] | None] = landed(
        "parameters", sa.JSON(none_as_null=True), into="parameters"
    )
    landed_raw: Mapped[str | None] = landed("raw", sa.String(500), into="raw")
    landed_remark: Mapped[str | None] = landed(
        "remark", sa.String(500), into="remark", comment="a profile's own words"
    )

    __table_args__ = (
        sa.CheckConstraint(
            "kind IS NOT NULL OR raw_sealed IS NOT NULL OR raw IS NOT NULL", name="kind_or_raw"
        ),
        sa.CheckConstraint("(decision_id IS NULL) = (proceeding_id IS NOT NULL)", name="one_place"),
        sa.CheckConstraint(
            "decision_id IS NOT NULL OR recommended OR kind IS NULL", name="imposed_by_decision"
        ),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="days_in_order"),
    )
