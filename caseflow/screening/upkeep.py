"""`flask screening rebuild | check-entries | leakage`: keeping the register."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

import click
from sqlalchemy.orm import Session

from caseflow import clock
from caseflow.access.acting import system_session
from caseflow.crypto.broken_seals import broken_seals
from caseflow.db import WRITES
from caseflow.jobs.purposes import JobPurpose
from caseflow.screening.purposes import ScreeningPurpose
from caseflow.screening.services import rebuilding
from caseflow.screening.services.landed_entries import check_entries
from caseflow.screening.services.leakage import leakage

Factory = Callable[[], Session]


def add_upkeep(group: click.Group, factory: Callable[[], Factory]) -> None:
    """Add these commands to the group."""

    @group.command("rebuild")
    @click.option("--anew", is_flag=True, help="Also where the index is up to date.")
    def rebuild_command(anew: bool) -> None:
        """Make the index anew; safe to interrupt and to repeat."""
        rebuild(factory(), anew=anew)

    @group.command("check-entries")
    def check_command() -> None:
        """Hold entries of an earlier release against their decisions; safe to repeat."""
        with system_session(factory(), JobPurpose.JOBS) as session:
            found = check_entries(
                session, now=clock.now(), after_step=lambda _done: session.commit()
            )
        click.echo(f"{found['checked']} entries checked, {found['suspended']} suspended.")

    @group.command("leakage")
    @click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
    def leakage_command(as_json: bool) -> None:
        """Measure what the index tells somebody who has the database and no key."""
        with system_session(factory(), ScreeningPurpose.MATCHING) as session:
            WRITES.put(session, False)
            tell_figures(leakage(session), as_json=as_json)


def rebuild(factory: Factory, *, anew: bool) -> None:
    """Rebuild to the end, committing after each step."""
    done = unread = 0
    with system_session(factory, ScreeningPurpose.MATCHING) as session:
        wanted = rebuilding.begin(session, anew=anew)
        session.commit()
        while wanted:
            made = rebuilding.step(session)
            unread += len(broken_seals(session))
            session.commit()
            session.expunge_all()
            done += made
            wanted = made > 0
    click.echo(f"{done - unread} entries made findable anew.")
    if unread:
        words = "cannot be read and are not found; `flask audit verify` names them."
        click.echo(f"{unread} entries {words}", err=True)


def tell_figures(figures: Mapping[str, object], *, as_json: bool) -> None:
    """Figures for a program, or one a line for a person."""
    if as_json:
        click.echo(json.dumps(figures))
        return
    for name, value in figures.items():
        click.echo(f"{name.replace('_', ' ')}: {value}")
