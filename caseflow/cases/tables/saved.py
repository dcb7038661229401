"""Views of the list that people keep for themselves."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.audit.models import Audited
from caseflow.crypto.columns import SealedRow, confidential, landed
from caseflow.db import Base, Key


class SavedView(SealedRow, Audited, Base):
    """A named set of filters of one person, under that person's key: the name is typed.

    The filters are addresses of lists, never names or words typed. `save_view` keeps names apart.
    """

    __tablename__ = "saved_views"

    id: Mapped[Key]
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[confidential] = mapped_column("name_sealed", nullable=True)
    landed_name: Mapped[str | None] = landed("name", sa.String(40), into="name")
    filters: Mapped[str] = mapped_column(sa.String(400), comment="the filters, as in an address")
    made_at: Mapped[datetime]
