"""Migrations write on an engine of their own; each run of them leaves one act on the trail."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.audit.acts import TrailAct
from caseflow.audit.models import MigrationRun
from caseflow.audit.record import record


def record_migration_runs(session: Session, *, now: datetime) -> int:
    """Record an act for each run that has none yet; returns how many.

    The last step of an upgrade: a run without an act was not completed, and is at the next one.
    Needs a system session; the caller commits.
    """
    waiting = (
        sa.select(MigrationRun)
        .where(MigrationRun.recorded_at.is_(None))
        .order_by(MigrationRun.at, MigrationRun.id)
        .with_for_update()
    )
    runs = session.scalars(waiting).all()
    for run in runs:
        facts = {"at": run.at, "before": run.before, "after": run.after}
        record(session, TrailAct.DATABASE_UPGRADED, facts=facts)
        run.recorded_at = now
    return len(runs)
