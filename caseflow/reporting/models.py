"""Documents that left the system, and how often somebody guessed at one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.access.models import Protected
from caseflow.audit.models import Audited
from caseflow.cases.opened_case.summary import Level
from caseflow.db import Base, Key, choice


class Export(Protected, Audited, Base):
    """A signed case summary that was handed to a reader. Its words are not kept."""

    __tablename__ = "exports"

    id: Mapped[Key]
    number: Mapped[str] = mapped_column(sa.String(24), unique=True, comment="printed on each page")
    level: Mapped[Level] = mapped_column(choice(Level, 20))
    reader_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    made_at: Mapped[datetime]
    sha256: Mapped[bytes] = mapped_column(comment="of the signed file")
    size: Mapped[int] = mapped_column(sa.BigInteger, comment="of the signed file, in bytes")


class VerificationMiss(Base):
    """One question about a document that is not ours; keys are hashes of a network, never names."""

    __tablename__ = "verification_misses"
    __table_args__ = (sa.Index("ix_verification_misses_key_at", "key", "at"),)

    id: Mapped[Key]
    key: Mapped[bytes] = mapped_column(comment="keyed hash of a network address")
    at: Mapped[datetime] = mapped_column(index=True)
