"""Keep of each case the track whose stage it shows, and whether it is open.

Until now a case was open while its stage was not called “closed”; from now on the tracks say which
of their stages mean that. `flask db upgrade` counts every case anew by them, in steps after the
migrations. Going down drops both columns: they were derived. A case at a closing stage of another
name loses its day of closing then, which the earlier release could not hold.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "8d5f20c3b7a1"  # pragma: allowlist secret
down_revision = "f1c4a7e95b32"  # pragma: allowlist secret
branch_labels = None
depends_on = None

CHECK = "ck_cases_closing_date_only_when_closed"
BEFORE = "stage = 'closed' OR closed_on IS NULL"
AFTER = "closed_on IS NULL OR NOT is_open"
UNOWNED = "ix_cases_unowned"
COLUMNS = ("entity_id", "received_on", "id")
FILL = """
UPDATE cases SET is_open = false WHERE stage = 'closed';
UPDATE cases SET track = (SELECT min(p.track) FROM proceedings p
    WHERE p.root_id = cases.id AND p.stage = cases.stage)
"""
MARKS = sa.table("instance_marks", sa.column("name", sa.String()))


def upgrade() -> None:
    """Go up."""
    op.add_column(
        "cases",
        sa.Column(
            "track",
            sa.String(40),
            nullable=True,
            comment="of the least advanced open proceeding; derived",
        ),
    )
    op.add_column(
        "cases",
        sa.Column(
            "is_open",
            sa.Boolean(),
            nullable=False,
            server_default=sa.true(),
            comment="its stage is none that means closed; derived",
        ),
    )
    for statement in FILL.split(";"):
        op.execute(sa.text(statement))
    _settle()
    op.drop_index(UNOWNED, table_name="cases")
    _check(BEFORE, AFTER)
    _index("owner_id IS NULL AND is_open = 1", "owner_id IS NULL AND is_open")


def downgrade() -> None:
    """Go down."""
    op.execute(sa.delete(MARKS).where(MARKS.c.name.like("moves:%")))
    op.execute(sa.text("UPDATE cases SET closed_on = NULL WHERE stage != 'closed'"))
    _settle()
    op.drop_index(UNOWNED, table_name="cases")
    _check(AFTER, BEFORE)
    op.drop_column("cases", "is_open")  # one by one: earlier steps know the table by its own words
    op.drop_column("cases", "track")
    _index("owner_id IS NULL AND stage != 'closed'", "owner_id IS NULL AND stage != 'closed'")


def _settle() -> None:
    """Let PostgreSQL look at the rows that were changed: it changes no table before."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.text("SET CONSTRAINTS ALL IMMEDIATE"))


def _index(sqlite: str, postgresql: str) -> None:
    op.create_index(
        UNOWNED,
        "cases",
        list(COLUMNS),
        sqlite_where=sa.text(sqlite),
        postgresql_where=sa.text(postgresql),
    )


def _check(before: str, after: str) -> None:
    """Change what is checked of the day of closing."""
    if op.get_bind().dialect.name == "sqlite":
        _rebuild(f"CHECK ({before})", f"CHECK ({after})")
        return
    op.drop_constraint(op.f(CHECK), "cases", type_="check")
    op.create_check_constraint(op.f(CHECK), "cases", after)


def _rebuild(before: str, after: str) -> None:
    """Write the table anew by its own words: Alembic would lose its other check constraints."""
    connection = op.get_bind()
    stored = "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND type = ? AND sql IS NOT NULL"
    (made,) = connection.exec_driver_sql(stored, ("cases", "table")).scalars().all()
    indexes = connection.exec_driver_sql(stored, ("cases", "index")).scalars().all()
    if made.count(before) != 1:
        raise RuntimeError(f"the table cases is not as this migration knows it: {before}")
    words = made.replace(before, after)
    op.execute(sa.text(f"CREATE TABLE _anew {words[words.index('(') :]}".replace(":", r"\:")))
    rows = connection.exec_driver_sql("PRAGMA table_info(cases)")
    kept = ", ".join(f'"{row[1]}"' for row in rows)
    fill = f"INSERT INTO _anew ({kept}) SELECT {kept} FROM cases"  # noqa: S608 # nosec B608
    op.execute(sa.text(fill))
    op.execute(sa.text("DROP TABLE cases"))
    op.execute(sa.text("ALTER TABLE _anew RENAME TO cases"))
    for index in indexes:
        connection.exec_driver_sql(index)
