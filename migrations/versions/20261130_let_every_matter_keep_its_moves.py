"""Let every matter keep its moves, not only cases.

What a referral and an entry of the register went through before is not written down as moves: the
trail saw none made. Their pages go on showing the days that they keep themselves.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from caseflow.db import Id

revision = "d90b3a71e5c4"  # pragma: allowlist secret
down_revision = "c41f8e20b7d3"  # pragma: allowlist secret
branch_labels = None
depends_on = None

OF_A_CASE = "of a case, always; none: of another matter"
PART = "what of the matter moved, such as a referral; none: the matter itself"
OPENED, OPENED_BEFORE = "none: it was opened", "none: the case was opened"
CHECK = "ck_moves_one_thing_moved"
CONDITION = "proceeding_id IS NULL OR part_id IS NULL"
ADDED = f", \n\tCONSTRAINT {CHECK} CHECK ({CONDITION})"
NEEDED, FREE = "proceeding_id BLOB NOT NULL", "proceeding_id BLOB"


def upgrade() -> None:
    """Go up."""
    op.add_column("moves", sa.Column("part_id", Id(), nullable=True, comment=PART))
    op.create_index("ix_moves_part_id", "moves", ["part_id"])
    if op.get_bind().dialect.name == "sqlite":
        _rebuild(free=True)
        return
    _settle()
    _change(nullable=True, words=(None, OF_A_CASE), start=(OPENED_BEFORE, OPENED))
    op.create_check_constraint(op.f(CHECK), "moves", CONDITION)


def downgrade() -> None:
    """Go down. What is no move of a case is taken away: nothing older can show it."""
    op.execute("DELETE FROM moves WHERE proceeding_id IS NULL")
    op.drop_index("ix_moves_part_id", table_name="moves")
    if op.get_bind().dialect.name == "sqlite":
        _rebuild(free=False)
    else:
        _settle()
        op.drop_constraint(op.f(CHECK), "moves")
        _change(nullable=False, words=(OF_A_CASE, None), start=(OPENED, OPENED_BEFORE))
    op.drop_column("moves", "part_id")


def _settle() -> None:
    """PostgreSQL alters no table while deferred keys wait to be checked: have them checked now."""
    op.execute(sa.text("SET CONSTRAINTS ALL IMMEDIATE"))
    op.execute(sa.text("SET CONSTRAINTS ALL DEFERRED"))


def _change(
    *, nullable: bool, words: tuple[str | None, str | None], start: tuple[str, str]
) -> None:
    op.alter_column(
        "moves",
        "proceeding_id",
        existing_type=Id(),
        nullable=nullable,
        existing_comment=words[0],
        comment=words[1],
    )
    op.alter_column(
        "moves",
        "start",
        existing_type=sa.String(40),
        existing_nullable=True,
        existing_comment=start[0],
        comment=start[1],
    )


def _rebuild(*, free: bool) -> None:
    """Write SQLite's table anew by its own words: Alembic would change the order of its checks."""
    connection = op.get_bind()
    stored = "SELECT sql FROM sqlite_master WHERE tbl_name = 'moves' AND type = ? AND sql NOTNULL"
    (made,) = connection.exec_driver_sql(stored, ("table",)).scalars().all()
    indexes = connection.exec_driver_sql(stored, ("index",)).scalars().all()
    before, after = (NEEDED, FREE) if free else (FREE, NEEDED)
    if before not in made or (not free and ADDED not in made):
        raise RuntimeError(f"the table moves is not as this migration knows it: no {before}")
    words = made.rstrip().replace(before, after, 1)
    words = words.removesuffix(")").rstrip() + ADDED + "\n)" if free else words.replace(ADDED, "")
    columns = [row[1] for row in connection.exec_driver_sql("PRAGMA table_info(moves)")]
    kept = ", ".join(f'"{name}"' for name in columns)
    connection.exec_driver_sql(f"CREATE TABLE _anew {words[words.index('(') :]}")
    fill = f"INSERT INTO _anew ({kept}) SELECT {kept} FROM moves"  # noqa: S608 # nosec B608
    connection.exec_driver_sql(fill)
    connection.exec_driver_sql("DROP TABLE moves")
    connection.exec_driver_sql("ALTER TABLE _anew RENAME TO moves")
    for index in indexes:
        connection.exec_driver_sql(index)
