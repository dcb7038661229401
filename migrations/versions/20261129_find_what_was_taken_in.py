"""An index of the few entries about taking in who sees what, which each start asks for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "7c1e05b9a4d2"  # pragma: allowlist secret
down_revision = "7c1e90b4ad63"  # pragma: allowlist secret
branch_labels = None
depends_on = None

ADOPTIONS = sa.text("act IN ('state:adopting', 'state:adopted')")


def upgrade() -> None:
    """Go up."""
    op.create_index(
        "ix_acts_adoptions",
        "acts",
        ["seq"],
        sqlite_where=ADOPTIONS,
        postgresql_where=ADOPTIONS,
    )


def downgrade() -> None:
    """Go down."""
    op.drop_index("ix_acts_adoptions", "acts")
