"""Note each run of the migrations, so that the trail can tell of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from caseflow.db import Id, UTCDateTime

revision = "b3f1c2a97d04"  # pragma: allowlist secret
down_revision = "4be7d0c95a31"  # pragma: allowlist secret
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "migration_runs",
        sa.Column("id", Id(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column(
            "before", sa.String(length=40), nullable=True, comment="revision; none: no tables"
        ),
        sa.Column("after", sa.String(length=40), nullable=False, comment="revision"),
        sa.Column("recorded_at", UTCDateTime(), nullable=True, comment="when its act was recorded"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_migration_runs")),
    )


def downgrade() -> None:
    """Go down."""
    op.drop_table("migration_runs")
