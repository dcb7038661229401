"""Bringing the database to the newest migration, before there is any worker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from caseflow.start.database_state import Asks
from caseflow.start.home import NotStarted, flask
from config import Config


class Plain:
    """A bare driver's connection that the configuration's checks can ask.

    The ORM takes longer to load than a second start may last; these questions do not need it.
    """

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def exec_driver_sql(self, statement: str, /) -> Any:
        """Run one statement."""
        cursor = self.connection.cursor()
        cursor.execute(statement)
        return cursor


@contextmanager
def probe(config: Config) -> Iterator[Asks]:
    """A connection for a few questions; raises NotStarted when the database does not answer."""
    with closing(_connect(config)) as connection:
        yield Plain(connection)


def _connect(config: Config) -> Any:
    if config.on_sqlite:
        import pysqlite3.dbapi2 as sqlite

        path = Path(config.database_url.removeprefix("sqlite:///"))
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            return sqlite.connect(path)
        except (OSError, sqlite.Error) as error:
            raise NotStarted(f"The database file {path} cannot be opened: {error}.") from error
    import psycopg

    try:
        return psycopg.connect(
            config.database_url.replace("+psycopg", "", 1), connect_timeout=10, autocommit=True
        )
    except psycopg.Error as error:
        raise NotStarted(f"PostgreSQL does not answer: {error}") from error


def is_upgrade_complete(connection: Asks) -> bool:
    """Whether everything was done that comes after the migrations.

    The trail knows who sees what, and the act of each run, which is recorded last, stands on it.
    """
    last = connection.exec_driver_sql(
        "SELECT act FROM acts WHERE act IN ('state:adopting', 'state:adopted')"
        " ORDER BY seq DESC LIMIT 1"
    ).fetchall()
    waiting = connection.exec_driver_sql(
        "SELECT count(*) FROM migration_runs WHERE recorded_at IS NULL"
    ).fetchall()
    return [row[0] for row in last] == ["state:adopted"] and waiting[0][0] == 0


def upgrade(config: Config) -> None:
    """Run the migrations and what comes after them. Raises NotStarted with what went wrong."""
    flask(config, "db", "upgrade")
