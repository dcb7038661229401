"""Whether all cases were counted by a rule as it is now, and the job that counts them in steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.days import office_day
from caseflow.jobs.models import Job
from caseflow.jobs.services import Progress
from caseflow.reference.models import InstanceMark

Step = Callable[[UUID, int], None]
"""Told after each step of a recount: the last case, and how many are behind it."""


@dataclass(frozen=True)
class RecountMark:
    """What an instance keeps of a recount: `digest` tells one state of the rule from another."""

    name: str
    digest: Callable[[], str]

    @property
    def _now(self) -> str:
        return f"{self.name}:{self.digest()}"

    def stands(self, session: Session) -> bool:
        """Whether all was counted by the rule as it is now."""
        return session.get(InstanceMark, self._now) is not None

    def keep(self, session: Session, *, now: datetime) -> None:
        """Keep that all was counted by the rule of now; the caller commits."""
        wanted = sa.select(InstanceMark).where(InstanceMark.name.startswith(f"{self.name}:"))
        known = {mark.name: mark for mark in session.scalars(wanted)}
        for name, mark in known.items():
            if name != self._now:
                session.delete(mark)
        if self._now not in known:
            session.add(InstanceMark(name=self._now, on=office_day(now)))


def keep_place(session: Session, progress: Progress) -> Step:
    """The step of a job that keeps where it is, so that one broken off goes on from there."""
    before = session.get_one(Job, progress.job_id).done

    def step(last: UUID, done: int) -> None:
        job = session.get_one(Job, progress.job_id)
        job.arguments = {**job.arguments, "after": str(last)}
        progress.step(before + done)

    return step
