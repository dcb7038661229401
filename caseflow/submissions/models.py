"""What is kept of a form that did something: enough to know it again, and where it led."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.db import Base


class Submission(Base):
    """A form that was sent and did something: its keyed digest, and the answer it was given."""

    __tablename__ = "submissions"

    digest: Mapped[bytes] = mapped_column(
        sa.LargeBinary(32), primary_key=True, comment="keyed: whose, which page, token, content"
    )
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    address: Mapped[str] = mapped_column(sa.Text, comment="where the answer led")
    messages: Mapped[list[Any]] = mapped_column(
        sa.JSON, default=list, comment="what the next page said; open words only"
    )
    sent_at: Mapped[datetime] = mapped_column(index=True)
