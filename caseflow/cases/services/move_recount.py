"""Recounting whose move it is: after an organisation has changed its tracks, or on demand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow import clock as clocks
from caseflow.audit.acts import Act
from caseflow.audit.record import act
from caseflow.cases.models import Case
from caseflow.cases.move_facts import read_next_moves
from caseflow.cases.move_following import keep_next_move
from caseflow.cases.next_move import rule_of_moves
from caseflow.days import office_day
from caseflow.db import at_most
from caseflow.jobs.models import Job
from caseflow.jobs.services import Progress
from caseflow.reference.models import InstanceMark

RECOUNT_MOVES = "recount-moves"
"""The kind of job."""
MARK = "moves:"
BATCH = 200
"""The most cases that one transaction recounts: nobody waits long for it."""


def is_counted(session: Session) -> bool:
    """Whether every case says whose move it is by the tracks as they are now."""
    return session.get(InstanceMark, f"{MARK}{rule_of_moves()}") is not None


def recount_moves(
    session: Session, *, after: UUID | None = None, step: Callable[[UUID, int], None]
) -> int:
    """Recount all cases in the order of their ids, from after this one; how many said otherwise.

    Needs a system session. After each of its steps it tells `step` the last case and how many are
    behind it; that commits. Interrupted, it goes on from there.
    """
    done = changed = 0
    while cases := _batch(session, after):
        changed += _recount(session, cases)
        done += len(cases)
        after = cases[-1].id
        step(after, done)
        session.expunge_all()
    return changed


def mark_counted(session: Session, *, now: datetime) -> None:
    """Keep that every case was counted by the tracks of now; the caller commits."""
    counted = f"{MARK}{rule_of_moves()}"
    marks = session.scalars(sa.select(InstanceMark).where(InstanceMark.name.startswith(MARK)))
    known = {mark.name: mark for mark in marks}
    for name, mark in known.items():
        if name != counted:
            session.delete(mark)
    if counted not in known:
        session.add(InstanceMark(name=counted, on=office_day(now)))


def recount_job(
    session: Session, arguments: Mapping[str, Any], progress: Progress
) -> Mapping[str, int]:
    """Recount all cases; a job's work, which keeps where it is."""
    after = arguments.get("after")
    before = session.get_one(Job, progress.job_id).done

    def step(last: UUID, done: int) -> None:
        job = session.get_one(Job, progress.job_id)
        job.arguments = {**job.arguments, "after": str(last)}
        progress.step(before + done)

    changed = recount_moves(session, after=UUID(after) if after else None, step=step)
    mark_counted(session, now=clocks.now())
    return {"changed": changed}


def _batch(session: Session, after: UUID | None) -> Sequence[Case]:
    wanted = sa.select(Case).order_by(Case.id).limit(at_most(BATCH)).with_for_update()
    return session.scalars(wanted if after is None else wanted.where(Case.id > after)).all()


def _recount(session: Session, cases: Sequence[Case]) -> int:
    found, changed = dict(read_next_moves(session.connection(), [c.id for c in cases])), 0
    for case in cases:
        if not keep_next_move(case, found[case.id]):
            continue
        with act(session, Act.CASE_CHANGED, thing=case, facts={"next_move": "recounted"}):
            session.flush()
        changed += 1
    return changed
