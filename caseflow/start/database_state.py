"""What a start, the doctor and the commands ask a database before the ORM is loaded.

At which migration it stands, and whether it holds what production must not start on.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any, Protocol

from config import Config

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations" / "versions"
CATALOGUE = {
    "sqlite": "SELECT name FROM sqlite_master",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = ANY(current_schemas(false))",
}


class Asks(Protocol):
    """What the checks need of a connection; SQLAlchemy's has it."""

    def exec_driver_sql(self, statement: str, /) -> Any:
        """Run one statement; the result has `fetchall`."""


def migrations_applied(config: Config, connection: Asks) -> set[str]:
    """The revisions this database stands at; nothing when it is new."""
    return _answers(
        config, connection, "alembic_version", "SELECT version_num FROM alembic_version"
    )


def migrations_missing(config: Config, connection: Asks) -> str | None:
    """A sentence when the database is not at the newest migration of this version, else None."""
    have = migrations_applied(config, connection)
    need = newest_migrations()
    if have == need:
        return None
    return (
        f"The database is at migration {_named(have)} and this version needs {_named(need)}: "
        "make a backup, then run `flask db upgrade`."
    )


def holds_demonstration(config: Config, connection: Asks) -> bool:
    """Whether there are demonstration users in this database."""
    question = "SELECT username FROM users WHERE demonstration LIMIT 1"
    return bool(_answers(config, connection, "users", question))


def database_refusals(config: Config, connection: Asks) -> list[str]:
    """Why production must not start on what is in this database, one sentence each."""
    if not config.production:
        return []
    missing = migrations_missing(config, connection)
    found = [missing] if missing else []
    if holds_demonstration(config, connection):
        found.append("The database holds demonstration data: production needs one of its own.")
    return found


def newest_migrations(folder: Path = MIGRATIONS) -> set[str]:
    """The revisions that no other builds upon, read without running them."""
    revisions: set[str] = set()
    built_upon: set[str] = set()
    for path in folder.glob("*.py"):
        values = _constants(path)
        revisions.add(values["revision"])
        before = values["down_revision"] or ()
        built_upon.update([before] if isinstance(before, str) else before)
    return revisions - built_upon


def _constants(path: Path) -> dict[str, Any]:
    """The values that a migration's file gives to its two revisions."""
    found = {}
    for line in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(line, ast.Assign):
            target, value = line.targets[0], line.value
        elif isinstance(line, ast.AnnAssign) and line.value:
            target, value = line.target, line.value
        else:
            continue
        if isinstance(target, ast.Name) and target.id in {"revision", "down_revision"}:
            found[target.id] = ast.literal_eval(value)
    return found


def _answers(config: Config, connection: Asks, table: str, question: str) -> set[str]:
    """The first column of what is asked; nothing when there is no such table."""
    tables = connection.exec_driver_sql(CATALOGUE["sqlite" if config.on_sqlite else "postgresql"])
    if table not in {row[0] for row in tables.fetchall()}:
        return set()
    return {str(row[0]) for row in connection.exec_driver_sql(question).fetchall()}


def _named(revisions: set[str]) -> str:
    return " and ".join(sorted(revisions)) or "none"
