"""Keep when it was written down that a subject was told of a decision, by whom, and why so late.

Until now the day could be written down with the decision only: then these three are empty, also of
the decisions that are there.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from caseflow.db import Id, UTCDateTime

revision = "5d07e2c8f3b1"  # pragma: allowlist secret
down_revision = "b1d6035e9ac7"  # pragma: allowlist secret
branch_labels = None
depends_on = None

KEY = "fk_decisions_told_by_users"
ON_SQLITE = f"ALTER TABLE decisions ADD COLUMN told_by BLOB CONSTRAINT {KEY} REFERENCES users (id)"
AT = "when it was written down that the subject was told; none: with the decision"
LATE = "why that was written down long after the day"


def upgrade() -> None:
    """Go up."""
    op.add_column("decisions", sa.Column("told_at", UTCDateTime(), nullable=True, comment=AT))
    if op.get_bind().dialect.name == "sqlite":
        op.execute(sa.text(ON_SQLITE))  # as one statement: else the table is written anew
    else:
        by = sa.Column("told_by", Id(), nullable=True, comment="who wrote that down")
        op.add_column("decisions", by)
        op.create_foreign_key(op.f(KEY), "decisions", "users", ["told_by"], ["id"])
    op.add_column(
        "decisions", sa.Column("told_late_reason", sa.LargeBinary(), nullable=True, comment=LATE)
    )


def downgrade() -> None:
    """Go down. The day stays; who wrote it down, when, and why so late is lost."""
    op.drop_column("decisions", "told_late_reason")
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f(KEY), "decisions", type_="foreignkey")
    op.drop_column("decisions", "told_by")
    op.drop_column("decisions", "told_at")
