"""The trail's own tables, and the mixin of rows whose changes it records."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.audit.acts import Outcome
from caseflow.db import Audited, Base, Key, choice

__all__ = ["Audited", "Checkpoint", "Entry", "MigrationRun"]

ADOPTIONS = sa.text("act IN ('state:adopting', 'state:adopted')")
FIRST_ADOPTED = frozenset(
    {
        "account_influences",
        "decision_standings",
        "engagements",
        "exclusions",
        "grants",
        "memberships",
        "roots",
    }
)
"""The tables that the act *state adopted* has always meant; releases before it recorded nothing of
them. The rows of all others were recorded from the beginning, without a digest."""


class Entry(Base):
    """One line of the trail: the stored bytes, their link to the line before, and search columns.

    `body` is what was hashed and signed; the other columns only repeat it, so that it can be
    filtered, and `verify` compares them.
    """

    __tablename__ = "acts"
    __table_args__ = (
        sa.Index("ix_acts_root_seq", "root_id", "seq"),
        sa.Index("ix_acts_actor_seq", "actor_id", "seq"),
        sa.Index("ix_acts_entity_seq", "entity_id", "seq"),
        sa.Index(
            "ix_acts_nowhere",
            "act",
            "seq",
            sqlite_where=sa.text("entity_id IS NULL"),
            postgresql_where=sa.text("entity_id IS NULL"),
        ),
        sa.Index(
            "ix_acts_placeless",
            "seq",
            "actor_id",
            sqlite_where=sa.text("entity_id IS NULL"),
            postgresql_where=sa.text("entity_id IS NULL"),
        ),
        sa.Index("ix_acts_adoptions", "seq", sqlite_where=ADOPTIONS, postgresql_where=ADOPTIONS),
    )

    seq: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    act: Mapped[str] = mapped_column(sa.String(40))
    outcome: Mapped[Outcome] = mapped_column(choice(Outcome, 10))
    actor_id: Mapped[UUID | None]
    thing_kind: Mapped[str | None] = mapped_column(sa.String(40))
    thing_id: Mapped[UUID | None]
    root_id: Mapped[UUID | None]
    entity_id: Mapped[UUID | None]
    body: Mapped[bytes]
    hash: Mapped[bytes]


class Checkpoint(Base):
    """A signed statement of how long the trail was, and what its last hash was."""

    __tablename__ = "checkpoints"

    seq: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    note: Mapped[str] = mapped_column(sa.Text, comment="signed note: origin, size, hash, signature")


class MigrationRun(Base):
    """One run of the migrations: noted by the run itself, put on the trail by an act after it."""

    __tablename__ = "migration_runs"

    id: Mapped[Key]
    at: Mapped[datetime]
    before: Mapped[str | None] = mapped_column(sa.String(40), comment="revision; none: no tables")
    after: Mapped[str] = mapped_column(sa.String(40), comment="revision")
    recorded_at: Mapped[datetime | None] = mapped_column(comment="when its act was recorded")
