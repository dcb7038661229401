"""What `flask db upgrade` does once the migrations have run.

Each step goes on where it was interrupted, and does nothing where nothing is to do. What takes long
and can be done while pages are served is left to the worker.
"""

from __future__ import annotations

from collections.abc import Callable

import click
from sqlalchemy.orm import Session

from caseflow import clock
from caseflow.access.acting import system_session
from caseflow.audit.migration_runs import record_migration_runs
from caseflow.audit.open_words import any_open
from caseflow.audit.purposes import TrailPurpose
from caseflow.audit.state_adoption import adopt_state
from caseflow.cases.commands import reread_names
from caseflow.cases.purposes import CasePurpose
from caseflow.cases.services import limit_rule_recount, move_recount
from caseflow.cases.services.entity_day_adoption import adopt_entity_days
from caseflow.jobs.purposes import JobPurpose
from caseflow.machinery import ask_for_upkeep
from caseflow.screening.services.entry_bars import bar_landed
from caseflow.screening.upkeep import rebuild

Factory = Callable[[], Session]
LEFT = (
    "Words that an earlier release left open are sealed by the worker once it runs, "
    "or now by `flask seal`."
)


def finish_upgrade(factory: Factory) -> None:
    """Take in who sees what, say whose move it is, make names findable, keep their bearers out.

    The act that records the upgrade comes last: while it is missing an instance does not start, or
    completes the upgrade.
    """
    with system_session(factory, TrailPurpose.UPGRADE) as session:
        adopt_state(session)
    with system_session(factory, TrailPurpose.UPGRADE) as session:
        adopt_entity_days(session, now=clock.now())
    with system_session(factory, CasePurpose.RECOUNTING) as session:
        move_recount.count_after_upgrade(session, now=clock.now())
        limit_rule_recount.count_after_upgrade(session, now=clock.now())
    rebuild(factory, anew=False)
    with system_session(factory, CasePurpose.NAMESAKES) as session:
        reread_names(session)
    with system_session(factory, CasePurpose.NAMESAKES) as session:
        bar_landed(session, now=clock.now())
    leave_to_worker(factory)
    with system_session(factory, TrailPurpose.UPGRADE) as session:
        record_migration_runs(session, now=clock.now())
        session.commit()


def leave_to_worker(factory: Factory) -> None:
    """Put on the list of jobs what the worker does, and say so where words stand open."""
    with system_session(factory, JobPurpose.JOBS) as session:
        ask_for_upkeep(session)
        session.commit()
        if any_open(session):
            click.echo(LEFT)
