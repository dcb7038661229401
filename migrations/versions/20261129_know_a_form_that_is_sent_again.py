"""Know a form that is sent again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from caseflow.db import Id, UTCDateTime

revision = "5a0e7c93d41f"  # pragma: allowlist secret
down_revision = "c58e20b7d4a9"  # pragma: allowlist secret
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "submissions",
        sa.Column(
            "digest",
            sa.LargeBinary(32),
            nullable=False,
            comment="keyed: whose, which page, token, content",
        ),
        sa.Column("user_id", Id(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False, comment="where the answer led"),
        sa.Column(
            "messages",
            sa.JSON(),
            nullable=False,
            comment="what the next page said; open words only",
        ),
        sa.Column("sent_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_submissions_user_id_users"),
        sa.PrimaryKeyConstraint("digest", name="pk_submissions"),
    )
    op.create_index("ix_submissions_sent_at", "submissions", ["sent_at"])


def downgrade() -> None:
    """Go down."""
    op.drop_index("ix_submissions_sent_at", table_name="submissions")
    op.drop_table("submissions")
