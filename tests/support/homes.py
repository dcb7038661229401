"""Homes for tests: laid in once by the real migrations and the real seed, then copied."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask

from caseflow import clock
from caseflow.access.acting import system_session
from caseflow.accounts.passwords import Cost
from caseflow.accounts.purposes import AccountPurpose
from caseflow.app import create_app
from caseflow.demo.seed import lay_in
from caseflow.web.store import engine, session_factory
from config import load, prepare

PASSWORD = "a made up pass phrase"  # pragma: allowlist secret
CHEAP = Cost(memory=1024, time=1, lanes=1)


@dataclass
class Homes:
    """Makes homes below one folder; each kind is built once and copied for whoever asks."""

    folder: Path
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def fresh(self, *, seeded: bool = True) -> Path:
        """A home of its own on SQLite: migrated, with the demonstration data or empty."""
        template = self.folder / ("seeded" if seeded else "empty")
        if not template.exists():
            building = self.folder / f"{template.name}.building"
            build_home(building, seeded=seeded)
            building.rename(template)
        home = self.folder / f"home_{next(self.numbers)}"
        shutil.copytree(template, home)
        return home


def build_home(home: Path, *, seeded: bool, **environ: str) -> None:
    """Keys, migrations and, where asked for, the demonstration data under `PASSWORD`."""
    with application(home, **environ) as app:
        migrate(app)
        if seeded:
            seed(app)


def copy_beside_the_database(built: Path, home: Path) -> None:
    """Keys and sealed files of a home, for a copy of its database."""
    for name in ("keys", "files"):
        shutil.copytree(built / name, home / name)
    home.chmod(0o700)


@contextmanager
def application(home: Path, **environ: str) -> Iterator[Flask]:
    """The real application over a home, with cheap passwords; its connections closed at the end."""
    config = load({"CASEFLOW_HOME": str(home), **environ})
    prepare(config)
    app = create_app(config, password_cost=CHEAP)
    app.config["TESTING"] = False  # answers as in service: a crash is a page, not a traceback
    try:
        yield app
    finally:
        with app.app_context():
            engine().dispose()


def migrate(app: Flask) -> None:
    """Bring the database to the newest migration, as the command does."""
    done = app.test_cli_runner().invoke(args=["db", "upgrade"])
    assert done.exit_code == 0, f"{done.output} {done.exception!r}"


def seed(app: Flask) -> None:
    """Lay the demonstration data in."""
    passwords = app.extensions["caseflow.door"].passwords
    with (
        app.app_context(),
        system_session(session_factory(), AccountPurpose.DEMONSTRATION) as session,
    ):
        lay_in(session, passwords=passwords, password=PASSWORD, now=clock.now())
        session.commit()
