"""Notices: who is told what, and what became of it. Nothing confidential stands in one."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.db import Base, Key, choice
from caseflow.labels import Labelled, _


class NoticeState(Labelled):
    """What became of a notice."""

    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Could not be sent")


class Notice(Base):
    """One message for one person: a sentence with open parameters, and where it leads."""

    __tablename__ = "notices"
    __table_args__ = (
        sa.Index("ix_notices_to_made", "to_user_id", "made_at"),
        sa.Index(
            "ix_notices_unread",
            "to_user_id",
            "state",
            sqlite_where=sa.text("read_at IS NULL"),
            postgresql_where=sa.text("read_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(sa.String(60))
    to_user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    sentence: Mapped[str] = mapped_column(sa.String(300), comment="message id, in English")
    parameters: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict, comment="open only")
    path: Mapped[str | None] = mapped_column(sa.String(200), comment="where it leads")
    about_id: Mapped[UUID | None] = mapped_column(comment="the root it is about, if one")
    made_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    by_mail: Mapped[bool] = mapped_column(default=False)
    state: Mapped[NoticeState] = mapped_column(choice(NoticeState, 12), default=NoticeState.WAITING)
    mailed_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
