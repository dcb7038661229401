"""How migrations run: on an engine of their own, and on SQLite without foreign keys until checked.

A batch migration recreates tables; with foreign keys on, dropping the old table would silently
delete what hangs on it. So they are off before the transaction begins and checked before it ends.

A migration is a record: it names plain column types, so that a later change of the program's own
types does not change what an old migration did.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.ddl.sqlite import SQLiteImpl
from alembic.util import sqla_compat
from flask import current_app

from caseflow.crypto.columns import SealedColumn
from caseflow.db import Id, UTCDateTime, make_engine, metadata, new_id
from caseflow.declared_column import DeclaredColumn
from caseflow.rooms import import_tables


class WithExpressions(SQLiteImpl):
    """SQLite whose indexes over expressions are written too: by name, as it cannot read them."""

    __dialect__ = "sqlite"

    def _skip_functional_indexes(self, metadata_indexes: Any, conn_indexes: Any) -> None:
        names = self.connection.exec_driver_sql("SELECT name FROM sqlite_master").scalars().all()
        over = {i.name for i in metadata_indexes if sqla_compat.is_expression_index(i)}
        for indexes in (metadata_indexes, conn_indexes):
            for index in [i for i in indexes if i.name in over.intersection(names)]:
                indexes.remove(index)


def render(kind: str, item: Any, autogen: Any) -> str | Literal[False]:
    """How our own column types are written into a migration; False leaves it to Alembic."""
    if kind != "type":
        return False
    match item:
        case Id() | UTCDateTime():
            autogen.imports.add("from caseflow.db import Id, UTCDateTime")
            return f"{type(item).__name__}()"
        case SealedColumn():
            return "sa.LargeBinary()"
        case sa.Enum():
            return f"sa.String(length={item.length})"
        case DeclaredColumn():
            return f"sa.String(length={item.impl.length})"
        case _:
            return False


def revision() -> str | None:
    """The revision of the database; None for one without tables."""
    heads = context.get_context().get_current_heads()
    return heads[0] if heads else None


def note_run(connection: sa.Connection, before: str | None, after: str | None) -> None:
    """Note that the database has another form now; `flask db upgrade` puts it on the trail.

    A database that goes down to a form without this table keeps no note.
    """
    if after is None or before == after:
        return
    table = metadata.tables["migration_runs"]
    if sa.inspect(connection).has_table(table.name):
        run = {"id": new_id(), "at": datetime.now(UTC), "before": before, "after": after}
        connection.execute(sa.insert(table), [run])


def run() -> None:
    """Run the migrations in one transaction."""
    import_tables()
    engine = make_engine(current_app.config["SQLALCHEMY_DATABASE_URI"])
    sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        if sqlite:
            # straight to the driver: within a transaction SQLite ignores this
            raw = connection.connection.driver_connection
            raw.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=True,
            render_item=render,
            compare_type=True,
            transaction_per_migration=False,
            transactional_ddl=True,  # else Alembic commits each step, before the check below
        )
        with context.begin_transaction():
            before = revision()
            context.run_migrations()
            note_run(connection, before, revision())
            if sqlite:
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                if broken:
                    raise RuntimeError(f"the migration leaves {len(broken)} rows without parents")
    engine.dispose()


run()
