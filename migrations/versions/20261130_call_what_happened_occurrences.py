"""Call the table of what is said to have happened `occurrences`: a room of incidents is coming.

Nothing in its rows changes. Seals and the trail go on calling it by its first name, `incidents`.
Its indexes and constraints are renamed with it.
"""

from __future__ import annotations

from alembic import op

revision = "5b0e7d91c4a6"  # pragma: allowlist secret
down_revision = "8d5f20c3b7a1"  # pragma: allowlist secret
branch_labels = None
depends_on = None

FIRST, NOW = "incidents", "occurrences"
STORED = "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL ORDER BY type DESC"
CONSTRAINTS = "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype <> 'n'"
INDEXES = "SELECT indexname FROM pg_indexes WHERE tablename = %s AND schemaname = current_schema()"


def upgrade() -> None:
    """Go up."""
    _rename(FIRST, NOW)


def downgrade() -> None:
    """Go down."""
    _rename(NOW, FIRST)


def _rename(before: str, after: str) -> None:
    """Give table, indexes and constraints their other name."""
    if op.get_bind().dialect.name == "sqlite":
        _write_anew(before, after)
        return
    connection = op.get_bind()
    op.rename_table(before, after)
    for name in connection.exec_driver_sql(CONSTRAINTS, (after,)).scalars().all():
        connection.exec_driver_sql(
            f"ALTER TABLE {after} RENAME CONSTRAINT {name} TO {name.replace(before, after)}"
        )
    for name in connection.exec_driver_sql(INDEXES, (after,)).scalars().all():
        if before in name:
            connection.exec_driver_sql(
                f"ALTER INDEX {name} RENAME TO {name.replace(before, after)}"
            )


def _write_anew(before: str, after: str) -> None:
    """Write the table anew by its own words: SQLite renames no constraint. No table points here."""
    connection = op.get_bind()
    for words in connection.exec_driver_sql(STORED, (before,)).scalars().all():
        if words.startswith("CREATE TABLE"):
            connection.exec_driver_sql(words.replace(before, after))
            rows = connection.exec_driver_sql(f"PRAGMA table_info({before})")
            kept = ", ".join(f'"{row[1]}"' for row in rows)
            fill = f"INSERT INTO {after} ({kept}) SELECT {kept} FROM {before}"  # noqa: S608 # nosec B608
            connection.exec_driver_sql(fill)
            connection.exec_driver_sql(f"DROP TABLE {before}")
        else:
            connection.exec_driver_sql(words.replace(before, after))
