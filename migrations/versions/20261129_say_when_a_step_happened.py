"""Keep the day on which a step of a case happened beside the moment it was written down.

Until now both were one. A step that is there happened on the day it was entered, where its entity
is. The receipt of a report, which had a day of its own, happened on that day, and what an old
register tells on the day that it tells. Why a finding or a decision was written down late is kept
with it; nothing says so of those that are there.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from caseflow.days import office_zone

revision = "c2a91f7be604"  # pragma: allowlist secret
down_revision = "b7d40e91c6f3"  # pragma: allowlist secret
branch_labels = None
depends_on = None

DAY = "day of the entity; none: not in the old register"
MOMENT = (
    "none: not in the old register",
    "when it was written down; none: not in the old register",
)
LATE = "why it was written down long after the day"
CHECK = "ck_moves_happened_when_moved"
CONDITION = "moved_at IS NULL OR happened_on IS NOT NULL"
ZONE = """
CASE WHEN c.admitted AND moves.moved_by IS NULL THEN 'UTC' ELSE coalesce(e.time_zone, :office) END
"""
DAYS = {
    "sqlite": f"day_in_zone({ZONE}, moves.moved_at)",
    "postgresql": f"CAST(timezone({ZONE}, moves.moved_at) AS DATE)",
}
FILL = """
UPDATE moves SET happened_on = (
    SELECT CASE
        WHEN moves.name = 'receive' AND moves.moved_at = c.logged_at AND NOT c.admitted
        THEN c.received_on ELSE {day} END
    FROM cases c LEFT JOIN entities e ON e.id = c.entity_id WHERE c.id = moves.root_id
) WHERE moved_at IS NOT NULL
"""


def upgrade() -> None:
    """Go up."""
    op.add_column("moves", sa.Column("happened_on", sa.Date(), nullable=True, comment=DAY))
    for table in ("findings", "decisions"):
        op.add_column(
            table, sa.Column("late_reason", sa.LargeBinary(), nullable=True, comment=LATE)
        )
    bind = op.get_bind()
    fill = FILL.format(day=DAYS[bind.dialect.name])
    bind.execute(sa.text(fill), {"office": str(office_zone())})
    if bind.dialect.name == "sqlite":
        _rebuild(add=True)
        return
    _settle()
    _comment(*MOMENT)
    op.create_check_constraint(op.f(CHECK), "moves", CONDITION)


def downgrade() -> None:
    """Go down; the days of events are lost, as an earlier release has no place for them."""
    if op.get_bind().dialect.name == "sqlite":
        _rebuild(add=False)
    else:
        _settle()
        op.drop_constraint(op.f(CHECK), "moves")
        _comment(*reversed(MOMENT))
    for table in ("findings", "decisions"):
        op.drop_column(table, "late_reason")
    op.drop_column("moves", "happened_on")


def _settle() -> None:
    """PostgreSQL alters no table while deferred keys wait to be checked: have them checked now."""
    op.execute(sa.text("SET CONSTRAINTS ALL IMMEDIATE"))
    op.execute(sa.text("SET CONSTRAINTS ALL DEFERRED"))


def _comment(before: str, after: str) -> None:
    op.alter_column(
        "moves",
        "moved_at",
        existing_type=sa.DateTime(timezone=True),
        existing_nullable=True,
        existing_comment=before,
        comment=after,
    )


def _rebuild(*, add: bool) -> None:
    """Write SQLite's table anew by its own words: Alembic would lose its check constraints."""
    connection = op.get_bind()
    stored = "SELECT sql FROM sqlite_master WHERE tbl_name = 'moves' AND type = ? AND sql NOTNULL"
    (made,) = connection.exec_driver_sql(stored, ("table",)).scalars().all()
    indexes = connection.exec_driver_sql(stored, ("index",)).scalars().all()
    words, added = made.rstrip(), f", \n\tCONSTRAINT {CHECK} CHECK ({CONDITION})"
    if add:
        words = words.removesuffix(")").rstrip() + added + "\n)"
    elif added in words:
        words = words.replace(added, "")
    else:
        raise RuntimeError(f"the table moves is not as this migration left it: no {CHECK}")
    columns = [row[1] for row in connection.exec_driver_sql("PRAGMA table_info(moves)")]
    kept = ", ".join(f'"{name}"' for name in columns)
    connection.exec_driver_sql(f"CREATE TABLE _anew {words[words.index('(') :]}")
    fill = f"INSERT INTO _anew ({kept}) SELECT {kept} FROM moves"  # noqa: S608 # nosec B608
    connection.exec_driver_sql(fill)
    connection.exec_driver_sql("DROP TABLE moves")
    connection.exec_driver_sql("ALTER TABLE _anew RENAME TO moves")
    for index in indexes:
        connection.exec_driver_sql(index)
