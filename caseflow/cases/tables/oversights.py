"""Why somebody who oversees took part in a case that only its named team sees."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.access.models import Protected
from caseflow.audit.models import Audited
from caseflow.crypto.columns import SealedRow, confidential
from caseflow.db import Base, Key


class Oversight(Protected, SealedRow, Audited, Base):
    """One overseer taking part in one case: the grant that opens it, and why they took it."""

    __tablename__ = "oversights"

    id: Mapped[Key]
    grant_id: Mapped[UUID] = mapped_column(ForeignKey("grants.id"), unique=True)
    reason: Mapped[confidential]
    taken_at: Mapped[datetime]
