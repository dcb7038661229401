"""An application over a database of each kind, brought up by its migrations."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import flask_migrate
import pytest
import sqlalchemy as sa
from flask import Flask

from caseflow.app import MIGRATIONS
from caseflow.db import make_engine
from tests.support.databases import KINDS, Databases
from tests.support.homes import application, build_home, copy_beside_the_database
from tests.support.kept_homes import RENAMED

BEGUN_ANEW = {"instance_marks", "note_versions", "files", "file_pieces", "file_uploads"}
"""What goes with a step down and is empty, or another, when it comes again."""


class Site:
    """A migrated instance: `up`, `down`, and the number of rows in each table."""

    def __init__(self, app: Flask, url: str) -> None:
        self.app = app
        self.url = url

    def up(self, directory: Path = MIGRATIONS, revision: str = "head") -> None:
        with self.app.app_context():
            flask_migrate.upgrade(directory=str(directory), revision=revision)

    def down(self, directory: Path = MIGRATIONS, revision: str = "base") -> None:
        with self.app.app_context():
            flask_migrate.downgrade(directory=str(directory), revision=revision)

    def differs(self) -> bool:
        """Whether the models ask for something the database does not have, or the reverse."""
        with self.app.app_context():
            try:
                flask_migrate.check(directory=str(MIGRATIONS))
            except SystemExit:
                return True
        return False

    def keeps(self, before: dict[str, int], *, among: Iterable[str] | None = None) -> bool:
        """Whether each of these tables has as many rows as before, or each `among` them.

        But for tables that begin anew: steps note that they were done, and what a note said before
        is kept by no earlier release.
        """
        now, names = self.rows(), set(before if among is None else among) - BEGUN_ANEW
        return all(now[name] == before[name] for name in names)

    def rows(self) -> dict[str, int]:
        """How many rows each table has, read by an engine without walls.

        Without the notes of the migrations themselves: each run adds one. Without what was
        withdrawn: it goes where an earlier release would count it again; and of moves only those
        of cases: earlier releases kept no others.
        """
        engine = make_engine(self.url)
        look = sa.inspect(engine)
        counting = {
            name: f'SELECT count(*) FROM "{name}"'
            + _standing(name, {column["name"] for column in look.get_columns(name)})
            for name in look.get_table_names()
            if name != "migration_runs"
        }
        with engine.connect() as connection:
            found = {
                RENAMED.get(name, name): connection.execute(sa.text(statement)).scalar_one()
                for name, statement in counting.items()
            }
        engine.dispose()
        return found


def _standing(table: str, columns: set[str]) -> str:
    """Which rows of a table count, as the end of a statement."""
    if table == "moves":
        return " WHERE proceeding_id IS NOT NULL"
    return " WHERE withdrawal_id IS NULL" * ("withdrawal_id" in columns)


@pytest.fixture
def site(database_url: str, tmp_path: Path) -> Iterator[Site]:
    with application(tmp_path / "home", DATABASE_URL=database_url) as app:
        yield Site(app, database_url)


@pytest.fixture(params=KINDS)
def laid_in(
    request: pytest.FixtureRequest,
    databases: Databases,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Site]:
    """A site with the demonstration data, copied with its keys from one that was laid in once."""
    built = tmp_path_factory.getbasetemp() / f"laid-in-{request.param}"

    def build(url: str) -> None:
        build_home(built, seeded=True, DATABASE_URL=url)

    with databases.copy_of("laid_in", request.param, build) as url:
        copy_beside_the_database(built, tmp_path / "home")
        with application(tmp_path / "home", DATABASE_URL=url) as app:
            yield Site(app, url)


@pytest.fixture
def own_migrations(tmp_path: Path) -> Path:
    """A copy of the migrations, to add one to."""
    target = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, target, ignore=shutil.ignore_patterns("__pycache__"))
    return target
