"""`flask jobs`: the worker, and a look at the list."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager

import click
import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.acting import Purpose
from caseflow.jobs.models import Job
from caseflow.jobs.purposes import JobPurpose
from caseflow.jobs.worker import Waker

Opener = Callable[[Purpose], AbstractContextManager[Session]]


def jobs_group(
    opened: Opener, waker: Callable[[], Waker], *, ending: Callable[[], None]
) -> click.Group:
    """The commands; `ending` is done when the worker was told to stop."""

    @click.group("jobs")
    def group() -> None:
        """Background work."""

    @group.command("work")
    def work() -> None:
        """Work off jobs until told to stop."""
        waker().work()
        ending()

    @group.command("status")
    @click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
    def status(as_json: bool) -> None:
        """Count the jobs by state."""
        with opened(JobPurpose.JOBS) as session:
            rows = session.execute(sa.select(Job.state, sa.func.count()).group_by(Job.state))
            counts = {state.value: count for state, count in rows}
        click.echo(
            json.dumps(counts) if as_json else "\n".join(f"{k} {v}" for k, v in counts.items())
        )

    return group
