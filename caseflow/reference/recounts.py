"""How far the time limits of an entity are recounted after its zone or holidays have changed."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.acting import assert_acting
from caseflow.access.actor import Actor
from caseflow.db import at_most
from caseflow.jobs.models import Job, State
from caseflow.reference.models import Entity

RECOUNT = "recount-limits"
"""The kind of job that recounts them."""
MOST = 1000


@dataclass(frozen=True)
class Recount:
    """What is left of it; `failed` when it ended before its time."""

    left: int
    failed: bool


def recount_of(session: Session, entity: Entity, *, actor: Actor) -> Recount | None:
    """The newest recount of an entity, while it is not done; None when all limits are as shown."""
    assert_acting(session, actor)
    rows = session.scalars(
        sa.select(Job)
        .where(Job.kind == RECOUNT)
        .order_by(Job.asked_at.desc(), Job.id.desc())
        .limit(at_most(MOST))
    )
    newest = next((job for job in rows if job.arguments.get("entity") == str(entity.id)), None)
    if newest is None or newest.state is State.DONE:
        return None
    left = max(0, (newest.total or 0) - newest.done)
    return Recount(left, newest.state is State.FAILED)
