"""The case itself: its reference, what is said to have happened, and its ties to other cases."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.access.models import Protected
from caseflow.audit.models import Audited
from caseflow.cases.root_kinds import CaseRootKind
from caseflow.cases.tables.within import within
from caseflow.crypto.columns import SealedRow, confidential
from caseflow.db import Base, Key, choice
from caseflow.labels import Labelled, _
from caseflow.matters.matter import Matter

DUE_OR_NEVER = sa.text("coalesce(due_on, '9999-12-31')")
"""By it lists are sorted whose cases need not be due: none comes last, on both databases."""
NARROWED_BY = ("classification", "stage", "category")
"""By what lists are narrowed: read from the index along which they are sorted."""
WAITING = {
    "move": ("whose_move",),
    "entity_move": ("entity_id", "whose_move"),
    "owner_move": ("owner_id", "whose_move"),
}
"""What cases that wait for a move are found by, each in the order of the day they are due."""


class Reporting(Labelled):
    """How far whoever reported wants to be known."""

    NAMED = "named", _("Reporter is named")
    CONFIDENTIAL = "confidential", _("Reporter is known to us only")
    ANONYMOUS = "anonymous", _("Reporter is anonymous")


class CaseOutcome(Labelled):
    """What came of a case; worked out from its proceedings when it closes."""

    NO_ACTION = "no-action", _("Closed without action")
    NOT_SUBSTANTIATED = "not-substantiated", _("Not substantiated")
    SUBSTANTIATED = "substantiated", _("Substantiated, no measure")
    MEASURE = "measure", _("Measure imposed")
    WARRANTED = "warranted", _("Measure warranted, the subject had left")
    UNKNOWN = "unknown", _("Not known")
    MERGED = "merged", _("Merged into another case")


class Case(Matter, Audited, Base):
    """The matter as worked on; its owner answers for it, else its desk, else its entity.

    Stage, outcome, category and due date are derived from its parts and kept here for lists.
    """

    __tablename__ = "cases"
    __root_kind__ = CaseRootKind.CASE
    __known_by__ = "reference"
    __bare__ = (
        "id",
        "reference",
        "entity_id",
        "owner_id",
        "stage",
        "stage_since",
        "track",
        "received_on",
        "closed_on",
        "classification",
    )
    """No title, no conduct, no party, no desk. A due date would tell which limit runs, and with it
    what is alleged."""

    reference: Mapped[str] = mapped_column(sa.String(32), unique=True)
    title: Mapped[confidential]
    summary: Mapped[confidential | None]
    received_on: Mapped[date]
    channel: Mapped[str | None] = mapped_column(
        sa.String(60), comment="vocabulary: intake channels"
    )
    reporting: Mapped[Reporting | None] = mapped_column(
        choice(Reporting, 20),
        default=Reporting.CONFIDENTIAL,
        comment="none: not in the old register",
    )
    category: Mapped[str | None] = mapped_column(
        sa.String(60), comment="gravest type that was proven, else alleged; derived"
    )
    category_proven: Mapped[bool] = mapped_column(
        default=False, server_default=sa.false(), comment="else it is only alleged; derived"
    )
    strict_limits: Mapped[bool] = mapped_column(
        default=False,
        server_default=sa.false(),
        comment="limits of sexual exploitation and abuse: open or proven where it stands; derived",
    )
    stage: Mapped[str] = mapped_column(
        sa.String(40), comment="of the least advanced open proceeding; derived"
    )
    stage_since: Mapped[date | None] = mapped_column(comment="none: not in the old register")
    track: Mapped[str | None] = mapped_column(
        sa.String(40), comment="of the least advanced open proceeding; derived"
    )
    is_open: Mapped[bool] = mapped_column(
        default=True,
        server_default=sa.true(),
        comment="its stage is none that means closed; derived",
    )
    outcome: Mapped[CaseOutcome | None] = mapped_column(choice(CaseOutcome, 30))
    limit_since: Mapped[date | None] = mapped_column(
        comment="first day of the limit of its stage, where somebody came there before it; derived"
    )
    due_on: Mapped[date | None] = mapped_column(
        comment="last day of the running limit that ends first; derived"
    )
    due_limit: Mapped[str | None] = mapped_column(
        sa.String(60), comment="name of that limit where it is not that of its stage; derived"
    )
    clock_stopped: Mapped[bool] = mapped_column(default=False)
    whose_move: Mapped[str | None] = mapped_column(
        sa.String(60), comment="permission that the next move needs; none: no move goes on; derived"
    )
    next_move: Mapped[str | None] = mapped_column(
        sa.String(110), comment="track and name of the move that goes on by one stage; derived"
    )
    not_for: Mapped[str | None] = mapped_column(
        sa.Text, comment="ids of those whom the bars of the next move shut out; derived"
    )
    waits_for: Mapped[str | None] = mapped_column(
        sa.String(400), comment="codes of what is unsettled, but for what goes by the day; derived"
    )
    closed_on: Mapped[date | None]
    logged_at: Mapped[datetime]
    logged_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    admitted: Mapped[bool] = mapped_column(
        default=False, comment="from an old register: outside move rules and timeliness"
    )
    external_source: Mapped[str | None] = mapped_column(sa.String(80))
    external_reference: Mapped[str | None] = mapped_column(sa.String(120))
    external_fingerprint: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    register_words: Mapped[confidential | None] = mapped_column(
        comment="in what the old register differs now; none: in nothing, or it was dealt with"
    )
    register_fingerprint: Mapped[bytes | None] = mapped_column(
        sa.LargeBinary, comment="of what the old register said when that was noted"
    )
    merged_into: Mapped[UUID | None] = mapped_column(within("cases.id"))
    merged_at: Mapped[datetime | None]

    __table_args__ = (
        sa.UniqueConstraint("external_reference", "external_source", name="external_reference"),
        sa.CheckConstraint(
            "owner_id IS NOT NULL OR desk_id IS NOT NULL OR desk_code IS NOT NULL"
            " OR desk IS NOT NULL OR entity_id IS NOT NULL",
            name="owner_or_desk",
        ),
        sa.CheckConstraint(
            "(external_reference IS NULL) = (external_source IS NULL)", name="external_has_source"
        ),
        sa.CheckConstraint(
            "(outcome = 'merged') = (merged_into IS NOT NULL)"
            " OR (outcome IS NULL AND merged_into IS NULL)",
            name="merged_has_target",
        ),
        sa.CheckConstraint(
            "closed_on IS NULL OR NOT is_open", name="closing_date_only_when_closed"
        ),
        sa.CheckConstraint("merged_into IS NULL OR merged_into != id", name="not_into_itself"),
        sa.CheckConstraint("admitted OR reporting IS NOT NULL", name="reporting_unless_admitted"),
        sa.CheckConstraint("admitted OR stage_since IS NOT NULL", name="dated_unless_admitted"),
        sa.Index("ix_cases_newest_references", "received_on", "id", "reference"),
        sa.Index("ix_cases_entity_stage", "entity_id", "stage", sa.desc("received_on"), "id"),
        sa.Index("ix_cases_entity_references", "entity_id", "received_on", "id", "reference"),
        sa.Index(
            "ix_cases_owner_stage",
            "owner_id",
            "stage",
            sa.desc("received_on"),
            "id",
            sqlite_where=sa.text("owner_id IS NOT NULL"),
            postgresql_where=sa.text("owner_id IS NOT NULL"),
        ),
        sa.Index(
            "ix_cases_owner_received",
            "owner_id",
            "received_on",
            "id",
            sqlite_where=sa.text("owner_id IS NOT NULL"),
            postgresql_where=sa.text("owner_id IS NOT NULL"),
        ),
        sa.Index("ix_cases_merged_into", "merged_into"),
        sa.Index(
            "ix_cases_strict",
            "received_on",
            "id",
            sqlite_where=sa.text("classification = 'strictly-confidential'"),
            postgresql_where=sa.text("classification = 'strictly-confidential'"),
        ),
        sa.Index(
            "ix_cases_due",
            "due_on",
            "id",
            sqlite_where=sa.text("due_on IS NOT NULL"),
            postgresql_where=sa.text("due_on IS NOT NULL"),
        ),
        sa.Index(
            "ix_cases_entity_due",
            "entity_id",
            "due_on",
            "id",
            sqlite_where=sa.text("due_on IS NOT NULL"),
            postgresql_where=sa.text("due_on IS NOT NULL"),
        ),
        sa.Index("ix_cases_due_or_never", DUE_OR_NEVER, "id", *NARROWED_BY),
        sa.Index("ix_cases_entity_due_or_never", "entity_id", DUE_OR_NEVER, "id", *NARROWED_BY),
        sa.Index("ix_cases_class", "classification", "received_on", "id"),
        sa.Index("ix_cases_entity_class", "entity_id", "classification", "received_on", "id"),
        *(
            sa.Index(
                f"ix_cases_{name}",
                *columns,
                DUE_OR_NEVER,
                "id",
                sqlite_where=sa.text("whose_move IS NOT NULL"),
                postgresql_where=sa.text("whose_move IS NOT NULL"),
            )
            for name, columns in WAITING.items()
        ),
        sa.Index(
            "ix_cases_unowned",
            "entity_id",
            "received_on",
            "id",
            sqlite_where=sa.text("owner_id IS NULL AND is_open = 1"),
            postgresql_where=sa.text("owner_id IS NULL AND is_open"),
        ),
    )


class CaseNumber(Base):
    """How many references an entity has drawn in a year; its row lock keeps them unique."""

    __tablename__ = "case_numbers"

    entity_id: Mapped[UUID] = mapped_column(ForeignKey("entities.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    drawn: Mapped[int]


class Precision(Labelled):
    """How sure a date is."""

    EXACT = "exact", _("One known day")
    ABOUT = "about", _("About then")
    BETWEEN = "between", _("Between two days")
    UNKNOWN = "unknown", _("Not known")


class Occurrence(Protected, SealedRow, Audited, Base):
    """What is said to have happened: when, as far as it is known, and where."""

    __tablename__ = "occurrences"
    __trail_table__ = __sealed_table__ = "incidents"

    id: Mapped[Key]
    precision: Mapped[Precision] = mapped_column(choice(Precision, 20))
    first_day: Mapped[date | None]
    last_day: Mapped[date | None] = mapped_column(comment="of two days between which it happened")
    at: Mapped[time | None] = mapped_column(sa.Time(), comment="hour and minute, where known")
    place: Mapped[confidential | None]

    __table_args__ = (
        sa.CheckConstraint("(precision = 'unknown') = (first_day IS NULL)", name="day_when_known"),
        sa.CheckConstraint(
            "(precision = 'between') = (last_day IS NOT NULL)", name="two_days_when_between"
        ),
        sa.CheckConstraint("last_day IS NULL OR last_day >= first_day", name="days_in_order"),
    )


class LinkKind(Labelled):
    """How two cases belong together."""

    RELATED = "related", _("Related")
    SAME_SUBJECT = "same-subject", _("Same subject")
    SAME_INCIDENT = "same-incident", _("Same incident")
    RETALIATION = "retaliation", _("Retaliation for the other")


class CaseLink(Protected, Audited, Base):
    """A tie from one case to another; each of the two cases has its own row of it.

    One that was undone stays, and is taken up again by linking the two anew.
    """

    __tablename__ = "case_links"
    __table_args__ = (
        sa.UniqueConstraint("root_id", "other_id", name="one_link"),
        sa.CheckConstraint("root_id != other_id", name="two_cases"),
        sa.CheckConstraint("untied_by IS NULL OR untied_at IS NOT NULL", name="untied_on_a_day"),
    )

    id: Mapped[Key]
    other_id: Mapped[UUID] = mapped_column(within("cases.id"), index=True)
    kind: Mapped[LinkKind] = mapped_column(choice(LinkKind, 20))
    linked_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    linked_at: Mapped[datetime]
    untied_at: Mapped[datetime | None] = mapped_column(comment="when a wrong tie was undone")
    untied_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
