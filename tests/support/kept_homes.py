"""Homes that earlier releases left, brought back on either database."""

from __future__ import annotations

import sqlite3
import tarfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import flask_migrate
import sqlalchemy as sa

from caseflow.app import MIGRATIONS
from caseflow.db import make_engine
from tests.support.homes import application

FOLDER = Path(__file__).resolve().parents[1] / "migrations" / "homes"
KEPT = sorted(path.name.removesuffix(".tar.xz") for path in FOLDER.glob("*.tar.xz"))

RENAMED = {"incidents": "occurrences"}
"""What tables of earlier releases are called by now."""


def bring_back(name: str, home: Path, url: str) -> None:
    """Unpack a kept home; for PostgreSQL, with its rows moved into the database at `url`."""
    with tarfile.open(FOLDER / f"{name}.tar.xz") as archive:
        archive.extractall(home, filter="data")
    home.chmod(0o700)
    (home / "keys").chmod(0o700)
    if url.startswith("postgresql"):
        move_rows(home, url)


def move_rows(home: Path, url: str) -> None:
    """Make the tables of that release with its own migrations and copy every row into them."""
    old = sqlite3.connect(home / "caseflow.db")
    (revision,) = old.execute("SELECT version_num FROM alembic_version").fetchone()
    with application(home, DATABASE_URL=url) as app, app.app_context():
        flask_migrate.upgrade(directory=str(MIGRATIONS), revision=revision)
    engine = make_engine(url)
    there = sa.MetaData()
    there.reflect(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("SET session_replication_role = replica")
        for table in there.sorted_tables:
            connection.execute(sa.delete(table))
            names = ", ".join(f'"{column.name}"' for column in table.columns)
            rows = old.execute(f'SELECT {names} FROM "{table.name}"').fetchall()
            if rows:
                connection.execute(sa.insert(table), [converted(table, row) for row in rows])
            set_sequence(connection, table)
    engine.dispose()
    old.close()
    for file in home.glob("caseflow.db*"):
        file.unlink()


def converted(table: sa.Table, row: tuple[Any, ...]) -> dict[str, Any]:
    """A row of SQLite as PostgreSQL stores it."""
    return {
        column.name: as_stored(column.type, value)
        for column, value in zip(table.columns, row, strict=True)
    }


def as_stored(kind: sa.types.TypeEngine[Any], value: Any) -> Any:
    """A value of SQLite in the type of PostgreSQL's column."""
    match kind:
        case _ if value is None:
            return None
        case sa.Uuid():
            return UUID(bytes=value)
        case sa.DateTime():
            return datetime.fromisoformat(value).replace(tzinfo=UTC)
        case sa.Date():
            return date.fromisoformat(value)
        case sa.Boolean():
            return bool(value)
        case _:
            return value


def set_sequence(connection: sa.Connection, table: sa.Table) -> None:
    """Let numbers that the database gives go on after the highest there is."""
    for column in table.primary_key.columns:
        name = connection.exec_driver_sql(
            "SELECT pg_get_serial_sequence(%s, %s)", (table.name, column.name)
        ).scalar()
        if name:
            connection.exec_driver_sql(
                f'SELECT setval(%s, (SELECT coalesce(max("{column.name}"), 1)'
                f' FROM "{table.name}"))',
                (name,),
            )
