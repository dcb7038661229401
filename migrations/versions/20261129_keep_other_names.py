"""Keep, sealed, the other names of a person in a case.

No row changes: of whoever is in a case already no other name is known.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "7d1c5e90b2fa"  # pragma: allowlist secret
down_revision = "b4f0ae7fa1c2"  # pragma: allowlist secret
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.add_column("parties", sa.Column("other_names", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    """Go down."""
    op.drop_column("parties", "other_names")
