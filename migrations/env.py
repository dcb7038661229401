"""How migrations run: on an engine of their own, and on SQLite without foreign keys until checked.

A batch migration recreates tables; with foreign keys on, dropping the old table would silently
delete what hangs on it. So they are off before the transaction begins and checked before it ends.
"""

from __future__ import annotations

from alembic import context
from flask import current_app

from caseflow.db import make_engine, metadata
from caseflow.tables import import_tables


def run() -> None:
    """Run the migrations in one transaction."""
    import_tables()
    engine = make_engine(current_app.config["SQLALCHEMY_DATABASE_URI"])
    sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        if sqlite:
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.commit()
            raw = connection.connection.driver_connection
            raw.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=sqlite,
            compare_type=True,
            transaction_per_migration=False,
            user_module_prefix="caseflow.db.",
        )
        with context.begin_transaction():
            context.run_migrations()
            if sqlite:
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                if broken:
                    raise RuntimeError(f"the migration leaves {len(broken)} rows without parents")
    engine.dispose()


run()
