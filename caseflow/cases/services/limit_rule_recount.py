"""Recounting all time limits after an organisation has changed its limits, or where they run."""

from __future__ import annotations

import hashlib
from functools import partial
from uuid import UUID

from sqlalchemy.orm import Session

from caseflow import clock as clocks
from caseflow.cases.services.limit_recount import batches, recount_cases
from caseflow.cases.services.recount_marks import RecountMark, Step, count_once, job_of
from caseflow.cases.workflow import track, track_names
from caseflow.reference.limits import limits

RECOUNT_ALL_LIMITS = "recount-all-limits"
"""The kind of job."""
VERSION = "2"
"""Of the rule by which the limits of a case are found; another one has all counted anew."""


def rule_of_limits() -> str:
    """A digest of all that says when a limit falls due, but for the case and its entity."""
    told = [VERSION]
    for name, limit in sorted(limits().items()):
        told += [name, str(limit.amount), limit.unit.value, str(limit.rolls)]
        told += sorted(limit.stops)
    for name in track_names():
        for stage in track(name).stages:
            carried = stage.carried
            told += [name, stage.value, carried.limit or "", *sorted(carried.stricter.values())]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:24]


COUNTED = RecountMark("limits", rule_of_limits)


def recount_limits(session: Session, *, after: UUID | None = None, step: Step) -> int:
    """Count the limits of all cases anew, from after this one; how many fall due on another day.

    Needs a system session. After each of its steps it tells `step` the last case and how many are
    behind it; that commits.
    """
    done = moved = 0
    for cases in batches(session, None, after=after, lock=True):
        last = cases[-1].id
        moved += recount_cases(session, cases, now=clocks.now())
        done += len(cases)
        step(last, done)
        session.expunge_all()
    return moved


count_after_upgrade = partial(count_once, COUNTED, recount_limits)
"""Count all limits anew unless it was done by those of now. Commits."""
recount_job = job_of(COUNTED, recount_limits, "moved")
