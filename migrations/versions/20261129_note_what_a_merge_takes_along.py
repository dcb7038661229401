"""Note what a merge takes along, so that it can be undone.

Merges of earlier releases took nothing along: there is nothing to note of them.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from caseflow.db import Id

revision = "d07c94e5b1a8"  # pragma: allowlist secret
down_revision = "b83e1f6ac947"  # pragma: allowlist secret
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "merged_rows",
        sa.Column("id", Id(), nullable=False),
        sa.Column("from_id", Id(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("source_id", Id(), nullable=True, comment="the row in the shell"),
        sa.Column("copy_id", Id(), nullable=True, comment="the row in the case that goes on"),
        sa.Column("since", sa.Date(), nullable=True, comment="of a proceeding in the shell"),
        sa.Column("root_id", Id(), nullable=False, comment="decides who sees this row"),
        sa.ForeignKeyConstraint(
            ["from_id"],
            ["cases.id"],
            name=op.f("fk_merged_rows_from_id_cases"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["root_id"], ["roots.id"], name=op.f("fk_merged_rows_root_id_roots")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merged_rows")),
    )
    op.create_index(op.f("ix_merged_rows_from_id"), "merged_rows", ["from_id"])
    op.create_index(op.f("ix_merged_rows_root_id"), "merged_rows", ["root_id"])


def downgrade() -> None:
    """Go down. What was taken along stays where it is, and can no longer be undone."""
    op.drop_table("merged_rows")
