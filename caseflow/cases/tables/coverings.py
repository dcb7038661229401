"""Words that should never have stood in a case, sealed apart once two people agree to it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.access.models import Protected
from caseflow.audit.models import Audited
from caseflow.cases.tables.within import within
from caseflow.crypto.columns import SealedRow, confidential, guarded
from caseflow.db import Base, Key


class Covering(Protected, SealedRow, Audited, Base):
    """What one person asks to cover, and what a second one decided on it.

    It is about what stood there before one correction. `agreed` is None while it waits, false where
    it was declined or taken back by whoever asked.
    """

    __tablename__ = "coverings"

    id: Mapped[Key]
    correction_id: Mapped[UUID] = mapped_column(within("corrections.id"))
    reason: Mapped[confidential]
    asked_at: Mapped[datetime]
    asked_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    agreed: Mapped[bool | None] = mapped_column(comment="none: it waits for a second person")
    declined: Mapped[confidential | None] = mapped_column(comment="why it was declined")
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))

    __table_args__ = (
        sa.CheckConstraint("(agreed IS NULL) = (settled_at IS NULL)", name="settled_when_decided"),
        sa.CheckConstraint(
            "agreed IS NULL OR NOT agreed OR (asked_by IS NOT NULL"
            " AND settled_by IS NOT NULL AND settled_by != asked_by)",
            name="second_person_covers",
        ),
        sa.Index(
            "uq_coverings_one",
            "correction_id",
            unique=True,
            sqlite_where=sa.text("agreed IS NULL OR agreed"),
            postgresql_where=sa.text("agreed IS NULL OR agreed"),
        ),
    )


class CoveredWords(Protected, SealedRow, Audited, Base):
    """The words themselves, under a key of their own among those of victims' identities."""

    __tablename__ = "covered_words"

    id: Mapped[Key]
    covering_id: Mapped[UUID] = mapped_column(within("coverings.id"), unique=True)
    words: Mapped[guarded]
