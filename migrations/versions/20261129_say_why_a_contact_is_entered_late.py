"""Keep why a contact with a victim was written down long after its day.

Of those that are there nothing says so; when each was written down is kept already.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "f1c4a7e95b32"  # pragma: allowlist secret
down_revision = "e83b50d2a6c9"  # pragma: allowlist secret
branch_labels = None
depends_on = None

LATE = "why it was written down long after the day"


def upgrade() -> None:
    """Go up."""
    late = sa.Column("late_reason", sa.LargeBinary(), nullable=True, comment=LATE)
    op.add_column("victim_follow_ups", late)


def downgrade() -> None:
    """Go down; why a contact was entered late is lost."""
    op.drop_column("victim_follow_ups", "late_reason")
