"""`flask doctor`: what is right and wrong with this installation, in sentences."""

from __future__ import annotations

import json
import shutil
import stat
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from flask import current_app

from caseflow import clock
from caseflow.access.acting import reading_session
from caseflow.audit.purposes import TrailPurpose
from caseflow.audit.seal_check import values_that_do_not_open
from caseflow.audit.trail_head import last_signed
from caseflow.cases.services.name_rereading import is_due
from caseflow.crypto.keyring import keyring_of
from caseflow.reference.checking import check_data_files
from caseflow.scanner import Scanner
from caseflow.screening.services.rebuilding import is_ready
from caseflow.start.database_state import database_refusals, migrations_applied, migrations_missing
from caseflow.start.migrations import is_upgrade_complete
from caseflow.web import store
from config import Config, refusals

SAFE_SQLITE = (3, 51, 3)
LEAST_FREE = 500 * 1024 * 1024
MOST_NAMED = 20


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: `level` is ok, warning or wrong."""

    level: str
    what: str


def examine(config: Config, *, quick: bool = False) -> Iterator[Finding]:
    """Look at settings, files, keys, database and disk, and open every seal unless `quick`."""
    for sentence in refusals(config):
        yield Finding("wrong", sentence)
    yield from _files(config)
    yield _scanner(config)
    with store.engine().connect() as connection:
        yield from _database(config, connection)
    yield from _keys()
    yield _trail(config)
    yield from _data_files()
    yield _register()
    yield _names()
    if not quick:
        yield from _seals()


def _files(config: Config) -> Iterator[Finding]:
    for path in (config.home, config.keys):
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield Finding("wrong", f"Others can open {path.name}: set its permissions to 0700.")
    free = shutil.disk_usage(_existing(config.home)).free
    if free < LEAST_FREE:
        yield Finding("warning", f"Only {free // 1_000_000} MB are free where the data lies.")
    else:
        yield Finding("ok", f"{free // 1_000_000_000} GB are free where the data lies.")


def _scanner(config: Config) -> Finding:
    """Whether files are checked for harmful programs."""
    if config.clamav is None:
        return Finding("warning", "Files are not checked for harmful programs: set clamav.")
    if Scanner(config.clamav).is_there():
        return Finding("ok", "The scanner for harmful programs answers.")
    return Finding("wrong", "The scanner for harmful programs does not answer: files wait for it.")


def _existing(path: Path) -> Path:
    return path if path.exists() else _existing(path.parent)


def _database(config: Config, connection: sa.Connection) -> Iterator[Finding]:
    if missing := migrations_missing(config, connection):
        yield Finding("wrong", missing)
    else:
        yield Finding("ok", "The database is at the newest migration.")
    for sentence in database_refusals(config, connection):
        yield Finding("wrong", sentence)
    yield from _sqlite(connection) if config.on_sqlite else _postgresql(connection)


def _sqlite(connection: sa.Connection) -> Iterator[Finding]:
    version = connection.exec_driver_sql("SELECT sqlite_version()").scalar_one()
    parts = tuple(int(p) for p in version.split("."))
    if parts < SAFE_SQLITE:
        yield Finding("warning", f"SQLite {version} can corrupt its log; 3.51.3 or newer is safe.")
    else:
        yield Finding("ok", f"SQLite {version}.")
    mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
    level = connection.exec_driver_sql("PRAGMA synchronous").scalar_one()
    safe = (mode, level) == ("wal", 2)
    words = "writes ahead and waits for the disk" if safe else "may lose acknowledged writes"
    yield Finding("ok" if safe else "wrong", f"SQLite {words} ({mode}, synchronous={level}).")


def _postgresql(connection: sa.Connection) -> Iterator[Finding]:
    for name in ("fsync", "full_page_writes", "synchronous_commit"):
        value = connection.exec_driver_sql(f"SHOW {name}").scalar_one()
        level = "ok" if value == "on" else "wrong"
        yield Finding(level, f"PostgreSQL has {name} = {value}.")


def _keys() -> Iterator[Finding]:
    with store.session_factory()() as session:
        keyring = keyring_of(session)
        keyring.start(session, now=clock.now())
        session.rollback()
    yield Finding("ok", "The keys open.")


def _trail(config: Config) -> Finding:
    """Whether the database contains what is kept of its trail, and whether that keeps up."""
    file = store.edge().head_file
    with store.engine().connect() as connection:
        used = bool(migrations_applied(config, connection))
        missing = migrations_missing(config, connection)
        if lost := file.fault(connection if used else None):
            return Finding("wrong", lost)
        if used and not missing and not is_upgrade_complete(connection):
            return Finding("wrong", "The last upgrade was not completed: `flask db upgrade`.")
        kept, signed = file.read(), last_signed(connection) if used else 0
    if kept is None and signed:
        return Finding("warning", "Nothing of the trail is kept outside the database.")
    size = kept.size if kept is not None else 0
    if size < signed:
        return Finding("warning", f"The kept head of the trail is behind: {size} of {signed}.")
    return Finding("ok", "The trail contains what is kept of it.")


def _data_files() -> Iterator[Finding]:
    check_data_files()
    yield Finding("ok", "The lists, tracks and limits can be read.")


def _register() -> Finding:
    with store.session_factory()() as session:
        ready = is_ready(session)
    if ready:
        return Finding("ok", "The screening register can be searched.")
    return Finding("wrong", "Nobody is found in the screening register: `flask db upgrade`.")


def _seals() -> Iterator[Finding]:
    """Open every sealed value; name the first of those that do not open, and count the rest."""
    with reading_session(store.session_factory(), TrailPurpose.TRAIL_VERIFICATION) as session:
        broken = values_that_do_not_open(session)
        named = list(islice(broken, MOST_NAMED))
        more = sum(1 for _value in broken)
    for value in named:
        yield Finding("wrong", f"A sealed value does not open: {value}.")
    if more:
        yield Finding("wrong", f"{more} more sealed values do not open.")
    if not named:
        yield Finding("ok", "Every sealed value opens.")


def _names() -> Finding:
    with store.session_factory()() as session:
        due = is_due(session)
    if due:
        return Finding(
            "wrong", "Names in cases were read by an earlier release: `flask db upgrade`."
        )
    return Finding("ok", "The names in cases are read by this release.")


def doctor_command() -> click.Command:
    """The command."""

    @click.command("doctor")
    @click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
    @click.option(
        "--quick", is_flag=True, help="Leave the seals out: opening 7,000 rows takes a second."
    )
    @click.pass_context
    def doctor(context: click.Context, as_json: bool, quick: bool) -> None:
        """Look this installation over; exit status 1 when something is wrong."""
        config: Config = current_app.extensions["caseflow.config"]
        found = list(examine(config, quick=quick))
        ok = all(f.level != "wrong" for f in found)
        answer: dict[str, Any] = {"ok": ok, "findings": [asdict(f) for f in found]}
        if as_json:
            click.echo(json.dumps(answer))
        else:
            for finding in found:
                click.echo(f"{finding.level:8}{finding.what}")
        context.exit(0 if ok else 1)

    return doctor
