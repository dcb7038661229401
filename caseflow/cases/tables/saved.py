"""Views of the list that people keep for themselves."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.audit.models import Audited
from caseflow.db import Base, Key


class SavedView(Audited, Base):
    """A named set of filters of one person: addresses of lists, never names or words typed."""

    __tablename__ = "saved_views"
    __table_args__ = (sa.UniqueConstraint("owner_id", "name", name="one_name"),)

    id: Mapped[Key]
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(40))
    filters: Mapped[str] = mapped_column(sa.String(400), comment="the filters, as in an address")
    made_at: Mapped[datetime]
