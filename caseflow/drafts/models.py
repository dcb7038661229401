"""The table of drafts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.access.models import RootThing
from caseflow.crypto.columns import SealedRow, confidential
from caseflow.db import Base
from caseflow.drafts.root_kinds import DraftRootKind


def address_of(page: str, draft_id: UUID) -> str:
    """The address of a page whose form is filled with a draft."""
    return f"{page}{'&' if '?' in page else '?'}draft={draft_id}"


class Draft(RootThing, SealedRow, Base):
    """A form as it was typed so far, sealed, and seen by nobody but its owner.

    The row changes every few seconds while somebody types, so the trail does not record it; its
    Root, which says whose it is, is recorded when the draft begins and when it goes.
    """

    __tablename__ = "drafts"
    __root_kind__ = DraftRootKind.DRAFT
    __table_args__ = (
        sa.Index("ix_drafts_owner_kept", "owner_id", "kept_at"),
        sa.Index("ix_drafts_kept", "kept_at"),
        sa.Index("ix_drafts_owner_window", "owner_id", "window", unique=True),
    )

    form: Mapped[str] = mapped_column(sa.String(40), comment="which form: 'log-a-case'")
    content: Mapped[confidential]
    page: Mapped[str] = mapped_column(
        sa.String(300), comment="address of the page of the form, without anything typed"
    )
    window: Mapped[str | None] = mapped_column(
        sa.String(24), comment="the opened page that kept it last"
    )
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    step: Mapped[int] = mapped_column(default=1, comment="of an earlier release: `page` says it")
    started_at: Mapped[datetime]
    kept_at: Mapped[datetime]
    warned_at: Mapped[datetime | None] = mapped_column(
        comment="when its owner was told that it will be thrown away"
    )

    @property
    def address(self) -> str:
        """Where it is gone on with."""
        return address_of(self.page, self.id)
