"""The clocks of a case, with their stops and extensions."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.access.models import Protected
from caseflow.audit.models import Audited
from caseflow.clocks.limits import Unit
from caseflow.crypto.columns import SealedRow, confidential
from caseflow.db import Base, Key, choice
from caseflow.labels import Labelled, _


class ChangeKind(Labelled):
    """What may happen to a running clock."""

    STOP = "stop", _("Clock stopped")
    EXTENSION = "extension", _("Time limit extended")


class ClockChange(Protected, SealedRow, Audited, Base):
    """A stop or an extension of one time limit of a case; each is a decision of its own.

    A stop is settled by whoever lets the limit run again, an extension by whoever agrees to it or
    declines it. An extension counts once somebody agreed who did not propose it.
    """

    __tablename__ = "clock_changes"

    id: Mapped[Key]
    kind: Mapped[ChangeKind] = mapped_column(choice(ChangeKind, 20))
    limit: Mapped[str] = mapped_column("limit_name", sa.String(60))
    ground: Mapped[str | None] = mapped_column(sa.String(60), comment="why it stands still")
    starts_on: Mapped[date]
    ends_on: Mapped[date | None] = mapped_column(comment="first day on which it runs again")
    amount: Mapped[int | None]
    unit: Mapped[Unit | None] = mapped_column(choice(Unit, 20))
    track: Mapped[str] = mapped_column(
        sa.String(40), default="", server_default="", comment="of the stage whose limit it is"
    )
    stage: Mapped[str] = mapped_column(
        sa.String(40),
        default="",
        server_default="",
        comment="whose limit it is; empty: not told, as before each stage had its own",
    )
    reason: Mapped[confidential | None]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime]
    agreed: Mapped[bool | None] = mapped_column(
        comment="of an extension; none: it waits for a second person"
    )
    settled_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    settled_at: Mapped[datetime | None]
    by_one: Mapped[bool] = mapped_column(
        default=False,
        server_default=sa.false(),
        comment="extended before a second person was asked for",
    )

    __table_args__ = (
        sa.CheckConstraint(
            "agreed IS NULL OR kind = 'extension'", name="only_extensions_are_agreed"
        ),
        sa.CheckConstraint(
            "agreed IS NULL OR by_one OR settled_at IS NOT NULL", name="settled_on_a_day"
        ),
        sa.CheckConstraint(
            "agreed IS NULL OR NOT agreed OR by_one OR (made_by IS NOT NULL"
            " AND settled_by IS NOT NULL AND settled_by != made_by)",
            name="second_person_agrees",
        ),
        sa.Index(
            "uq_clock_changes_waiting",
            "root_id",
            "limit_name",
            "track",
            "stage",
            unique=True,
            sqlite_where=sa.text("kind = 'extension' AND agreed IS NULL"),
            postgresql_where=sa.text("kind = 'extension' AND agreed IS NULL"),
        ),
        sa.CheckConstraint("(kind = 'stop') = (ground IS NOT NULL)", name="stops_have_grounds"),
        sa.CheckConstraint(
            "(kind = 'extension') = (amount IS NOT NULL AND unit IS NOT NULL)",
            name="extensions_have_amounts",
        ),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="days_in_order"),
    )


class ClockRecord(Protected, Audited, Base):
    """How a clock stood when it ended: computed while it ran, stored once it is over."""

    __tablename__ = "clock_records"

    id: Mapped[Key]
    limit: Mapped[str] = mapped_column("limit_name", sa.String(60))
    started_on: Mapped[date]
    due_on: Mapped[date]
    ended_on: Mapped[date]
    used: Mapped[int]
    allowed: Mapped[int]
    breached: Mapped[bool]


class RunningLimit(Protected, Audited, Base):
    """The limit of a stage at which subjects stand elsewhere than their case; derived.

    The case itself says how the limit of its own stage stands. Kept by `case_limits`.
    """

    __tablename__ = "running_limits"
    __table_args__ = (sa.UniqueConstraint("root_id", "track", "stage", name="one_limit_a_stage"),)

    id: Mapped[Key]
    track: Mapped[str] = mapped_column(sa.String(40))
    stage: Mapped[str] = mapped_column(sa.String(40))
    limit: Mapped[str] = mapped_column("limit_name", sa.String(60))
    started_on: Mapped[date]
    due_on: Mapped[date]
    stopped: Mapped[bool]
