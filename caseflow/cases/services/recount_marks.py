"""Whether all cases were counted by a rule as it is now, and the job that counts them in steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow import clock as clocks
from caseflow.days import office_day
from caseflow.jobs.models import Job
from caseflow.jobs.services import Progress
from caseflow.reference.models import InstanceMark

Step = Callable[[UUID, int], None]
"""Told after each step of a recount: the last case, and how many are behind it."""
Work = Callable[[Session, Mapping[str, Any], Progress], Mapping[str, int]]


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


class CountAll(Protocol):
    """Counts all cases anew, from after one of them; how many said otherwise."""

    def __call__(self, session: Session, *, after: UUID | None = None, step: Step) -> int:
        """Do it, told of each step."""


def count_once(mark: RecountMark, count: CountAll, session: Session, *, now: datetime) -> int:
    """Count all cases unless it was done by the rule of now; how many said otherwise.

    Needs a system session. Commits after each step, and marks it as done at the end.
    """
    if mark.stands(session):
        return 0
    changed = count(session, step=lambda _last, _done: session.commit())
    mark.keep(session, now=now)
    session.commit()
    return changed


def job_of(mark: RecountMark, count: CountAll, word: str) -> Work:
    """The work of a job that counts all cases and keeps where it is; `word` names its answer."""

    def work(
        session: Session, arguments: Mapping[str, Any], progress: Progress
    ) -> Mapping[str, int]:
        after = arguments.get("after")
        step = keep_place(session, progress)
        changed = count(session, after=UUID(after) if after else None, step=step)
        mark.keep(session, now=clocks.now())
        return {word: changed}

    return work


def keep_place(session: Session, progress: Progress) -> Step:
    """The step of a job that keeps where it is, so that one broken off goes on from there."""
    before = session.get_one(Job, progress.job_id).done

    def step(last: UUID, done: int) -> None:
        job = session.get_one(Job, progress.job_id)
        job.arguments = {**job.arguments, "after": str(last)}
        progress.step(before + done)

    return step
