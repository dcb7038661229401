"""`flask screening rebuild | check-entries | leakage | laboratory`: keeping the register."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from caseflow import clock
from caseflow.access.acting import Purpose, system_session
from caseflow.crypto.broken_seals import broken_seals
from caseflow.errors import DomainError
from caseflow.screening.columns import PAIRS, told
from caseflow.screening.handing_over import handling_of, reading_options, refuse
from caseflow.screening.matching import effects
from caseflow.screening.queries.thresholds import in_force
from caseflow.screening.services import laboratory, rebuilding
from caseflow.screening.services.landed_entries import check_entries
from caseflow.screening.services.leakage import leakage
from caseflow.sheets.named_rows import NamedRows, Row

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
        with system_session(factory(), Purpose.JOBS) as session:
            found = check_entries(
                session, now=clock.now(), after_step=lambda _done: session.commit()
            )
        click.echo(f"{found['checked']} entries checked, {found['suspended']} suspended.")

    @group.command("leakage")
    @click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
    def leakage_command(as_json: bool) -> None:
        """Measure what the index tells somebody who has the database and no key."""
        with system_session(factory(), Purpose.MATCHING) as session:
            session.info["writes"] = False
            _tell(leakage(session), as_json)

    @group.command("laboratory", epilog=told(PAIRS))
    @click.argument("pairs", type=click.Path(path_type=Path))
    @click.option("--refer-from", type=click.FloatRange(0, 1, min_open=True, max_open=True))
    @click.option("--minutes", type=click.IntRange(1, 600), default=effects.MINUTES)
    @click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
    @reading_options
    def laboratory_command(
        pairs: Path, refer_from: float | None, minutes: int, as_json: bool, **options: Any
    ) -> None:
        """Try a threshold on PAIRS (CSV, TSV or XLSX)."""
        try:
            columns = replace(PAIRS, ignored=frozenset(options["ignored"]))
            rows = NamedRows(pairs, columns, handling_of(options))
        except DomainError as refused:
            refuse(refused, as_json=False)
        try_threshold(factory(), rows, refer_from, minutes, as_json=as_json)


def rebuild(factory: Factory, *, anew: bool) -> None:
    """Rebuild to the end, committing after each step."""
    done = unread = 0
    with system_session(factory, Purpose.MATCHING) as session:
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


def try_threshold(
    factory: Factory,
    rows: Iterable[Row],
    refer_from: float | None,
    minutes: int,
    *,
    as_json: bool,
) -> None:
    """Tell what a threshold would miss, add and cost; ends the command with 1 when refused."""
    try:
        with system_session(factory, Purpose.MATCHING) as session:
            session.info["writes"] = False
            now = in_force(session)
        known, unusable = laboratory.labelled(rows)
    except DomainError as refused:
        click.echo(str(refused.sentence), err=True)
        sys.exit(1)
    then = now.refer_from if refer_from is None else refer_from
    found = effects.change(known, now.refer_from, then, minutes=minutes)
    for line, reason in unusable:
        click.echo(f"line {line}: it cannot be used: {reason}", err=True)
    _tell(
        {
            "model": now.model,
            "pairs": found.pairs,
            "unusable": len(unusable),
            "refer_from_now": now.refer_from,
            "refer_from_then": then,
            "missed_now": found.now.missed,
            "missed_then": found.then.missed,
            "newly_missed": found.newly_missed,
            "newly_found": found.newly_found,
            "compared_in_vain_now": found.now.in_vain,
            "compared_in_vain_then": found.then.in_vain,
            "hours_more": round(found.hours, 2),
        },
        as_json,
    )


def _tell(figures: Mapping[str, object], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(figures))
        return
    for name, value in figures.items():
        click.echo(f"{name.replace('_', ' ')}: {value}")
