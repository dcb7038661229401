"""Keep the limits of all who stand in a case, and say of which stage each change of a clock is.

The new table is filled by the recount that follows a change of the rule of limits. A change of a
clock from before does not tell its stage: it counts wherever the limit runs that it names.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from caseflow.db import Id

revision = "a83d5e1c7f20"  # pragma: allowlist secret
down_revision = "e7d20b9a63c8"  # pragma: allowlist secret
branch_labels = None
depends_on = None

WAITING = sa.text("kind = 'extension' AND agreed IS NULL")
CASES = {
    "limit_since": (
        sa.Date(),
        "first day of the limit of its stage, where somebody came there before it; derived",
    ),
    "due_limit": (
        sa.String(60),
        "name of that limit where it is not that of its stage; derived",
    ),
}
CHANGES = {
    "track": "of the stage whose limit it is",
    "stage": "whose limit it is; empty: not told, as before each stage had its own",
}
FIRST = "last day of the running limit that ends first; derived"
OF_THE_STAGE = "last day of the running clock; derived"


def upgrade() -> None:
    """Go up."""
    for name, (kind, words) in CASES.items():
        op.add_column("cases", sa.Column(name, kind, nullable=True, comment=words))
    for name, words in CHANGES.items():
        column = sa.Column(name, sa.String(40), nullable=False, server_default="", comment=words)
        op.add_column("clock_changes", column)
    _waiting("root_id", "limit_name", "track", "stage")
    op.create_table(
        "running_limits",
        sa.Column("id", Id(), nullable=False),
        sa.Column("root_id", Id(), nullable=False, comment="decides who sees this row"),
        sa.Column("track", sa.String(40), nullable=False),
        sa.Column("stage", sa.String(40), nullable=False),
        sa.Column("limit_name", sa.String(60), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("stopped", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["root_id"], ["roots.id"], name="fk_running_limits_root_id_roots"),
        sa.PrimaryKeyConstraint("id", name="pk_running_limits"),
        sa.UniqueConstraint("root_id", "track", "stage", name="one_limit_a_stage"),
    )
    op.create_index("ix_running_limits_root_id", "running_limits", ["root_id"])
    _explain(FIRST, before=OF_THE_STAGE)


def downgrade() -> None:
    """Go down."""
    _explain(OF_THE_STAGE, before=FIRST)
    op.drop_table("running_limits")
    _waiting("root_id", "limit_name")
    for table, names in {"clock_changes": CHANGES, "cases": CASES}.items():
        for name in reversed(names):
            op.drop_column(table, name)


def _waiting(*columns: str) -> None:
    """Let one extension of a limit wait at a time, by these columns."""
    op.drop_index("uq_clock_changes_waiting", table_name="clock_changes")
    op.create_index(
        "uq_clock_changes_waiting",
        "clock_changes",
        list(columns),
        unique=True,
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )


def _explain(words: str, *, before: str) -> None:
    """Say what a column holds; only PostgreSQL keeps it."""
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column(
            "cases",
            "due_on",
            comment=words,
            existing_comment=before,
            existing_type=sa.Date(),
            existing_nullable=True,
        )
