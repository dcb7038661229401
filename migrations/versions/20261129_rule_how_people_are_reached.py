"""Rule, sealed, by which ways the person of a file is reached, and why one was left.

The words about safe contact that stand in a file stay and are shown as before: nobody can tell
from them which way is allowed, so the new rule of every file is empty.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "e987699ea0af"  # pragma: allowlist secret
down_revision = "d07c94e5b1a8"  # pragma: allowlist secret
branch_labels = None
depends_on = None

COLUMNS = {
    "victim_files": (
        "channel_rules",
        "which ways of reaching the person are allowed, and which are never taken",
    ),
    "victim_follow_ups": (
        "despite",
        "why the person was reached in a way that is never to be taken",
    ),
    "victim_told": ("despite", "why the person was told in a way that is never to be taken"),
}


def upgrade() -> None:
    """Go up."""
    for table, (name, comment) in COLUMNS.items():
        with op.batch_alter_table(table) as change:
            change.add_column(sa.Column(name, sa.LargeBinary(), nullable=True, comment=comment))


def downgrade() -> None:
    """Go down."""
    for table, (name, _comment) in COLUMNS.items():
        with op.batch_alter_table(table) as change:
            change.drop_column(name)
