"""Jobs: what was asked, how far it is, how it ended. The queue itself holds ids only."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from caseflow.db import Base, Key, choice
from caseflow.labels import Labelled, _


class State(Labelled):
    """Where a job is."""

    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class Job(Base):
    """One piece of background work. Arguments and result are ids, codes and figures only."""

    __tablename__ = "jobs"
    __table_args__ = (sa.Index("ix_jobs_state_asked_at", "state", "asked_at"),)

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(sa.String(60))
    arguments: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    state: Mapped[State] = mapped_column(choice(State, 12), default=State.QUEUED)
    done: Mapped[int] = mapped_column(default=0, comment="how many steps are behind it")
    total: Mapped[int | None] = mapped_column(comment="how many steps there are, if known")
    attempts: Mapped[int] = mapped_column(default=0)
    asked_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"), index=True)
    asked_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    result: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)
    failure: Mapped[str | None] = mapped_column(sa.String(200), comment="kind of error, no content")
