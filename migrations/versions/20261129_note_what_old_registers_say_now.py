"""Note, sealed, what an old register says now of a case that somebody worked on here.

No row changes: the next import fills the columns where the register and a case differ.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "b4f0ae7fa1c2"  # pragma: allowlist secret
down_revision = "c41d7e02b8a6"  # pragma: allowlist secret
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.add_column(
        "cases",
        sa.Column(
            "register_words",
            sa.LargeBinary(),
            nullable=True,
            comment="in what the old register differs now; none: in nothing, or it was dealt with",
        ),
    )
    op.add_column(
        "cases",
        sa.Column(
            "register_fingerprint",
            sa.LargeBinary(),
            nullable=True,
            comment="of what the old register said when that was noted",
        ),
    )


def downgrade() -> None:
    """Go down."""
    op.drop_column("cases", "register_fingerprint")
    op.drop_column("cases", "register_words")
