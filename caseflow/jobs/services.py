"""Verbs of a job's life. Starting twice does no harm: only one worker gets a job."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.audit.record import record
from caseflow.db import at_most
from caseflow.errors import DomainError
from caseflow.jobs.acts import JobAct
from caseflow.jobs.models import Job, State
from caseflow.manifests import works

MOST_ATTEMPTS = 3
STALE = timedelta(minutes=30)


@dataclass(frozen=True)
class Progress:
    """What a running job reports to: `step(done, total)` commits, so that pages can show it."""

    session: Session
    job_id: UUID

    def step(self, done: int, total: int | None = None) -> None:
        """Say how far the work is."""
        job = self.session.get_one(Job, self.job_id)
        job.done, job.total = done, total if total is not None else job.total
        self.session.commit()


Work = Callable[[Session, Mapping[str, Any], Progress], Mapping[str, Any] | None]


@cache
def kinds() -> Mapping[str, Work]:
    """What is done for each kind of job of all rooms; safe to do twice."""
    return {kind: work for room in works() for kind, work in room.kinds.items()}


def ask(
    session: Session,
    kind: str,
    *,
    arguments: Mapping[str, Any] | None = None,
    asked_by: UUID | None,
    now: datetime,
) -> Job:
    """Put a job on the list; it runs once the transaction is committed. Raises KeyError."""
    if kind not in kinds():
        raise KeyError(f"there is no kind of job {kind}")
    job = Job(kind=kind, arguments=dict(arguments or {}), asked_by=asked_by, asked_at=now)
    session.add(job)
    session.flush()
    return job


def take(session: Session, *, now: datetime) -> Job | None:
    """The oldest job that waits, or whose worker died; marked as running. The caller commits."""
    waiting = sa.or_(
        Job.state == State.QUEUED,
        sa.and_(Job.state == State.RUNNING, Job.started_at < now - STALE),
    )
    job = session.scalar(
        sa.select(Job)
        .where(waiting)
        .order_by(Job.asked_at)
        .limit(at_most(1))
        .with_for_update(skip_locked=True)
    )
    if job is None:
        return None
    job.state, job.started_at, job.attempts = State.RUNNING, now, job.attempts + 1
    return job


def run(session: Session, job: Job, *, now: Callable[[], datetime]) -> None:
    """Do the work of a job that was taken, and write down how it ended; commits."""
    work = kinds().get(job.kind)
    if work is None:
        end(job, State.FAILED, now=now(), failure="unknown kind")
        session.commit()
        return
    job_id = job.id
    try:
        result = work(session, job.arguments, Progress(session, job_id))
    except (DomainError, sa.exc.SQLAlchemyError, OSError, ValueError, LookupError) as error:
        session.rollback()
        failed = session.get_one(Job, job_id)
        again = failed.attempts < MOST_ATTEMPTS and not isinstance(error, DomainError)
        failed.state = State.QUEUED if again else State.FAILED
        failed.failure, failed.ended_at = type(error).__name__, now()
        session.commit()
        return
    finished = session.get_one(Job, job_id)
    end(finished, State.DONE, now=now(), result=result)
    record(session, JobAct.RUN, thing_kind="jobs", thing_id=job_id, facts={"kind": finished.kind})
    session.commit()


def end(
    job: Job,
    state: State,
    *,
    now: datetime,
    result: Mapping[str, Any] | None = None,
    failure: str | None = None,
) -> None:
    """Write down how a job ended."""
    job.state, job.ended_at, job.failure = state, now, failure
    job.result = dict(result) if result is not None else None
