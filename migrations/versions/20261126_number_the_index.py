"""Let an index that nobody stands in be of the present keys; one with entries is made anew.

The number of an owner tells how many tokens they carry since. Where owners are numbered as they
were, nobody is compared until `flask screening rebuild` has renumbered them.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "5d0b8f3e1c47"
down_revision = "8c41d07ba9e2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    _renumber(2, 3)


def downgrade() -> None:
    """Go down: owners numbered in the new way count as many too many, so the index is emptied."""
    op.execute(sa.text("UPDATE register_index SET version = 1 WHERE version = 3"))
    op.execute(sa.text("DELETE FROM register_tokens"))
    op.execute(sa.text("DELETE FROM register_common_tokens"))
    op.execute(sa.text("DELETE FROM register_owners"))
    _renumber(1, 2)


def _renumber(earlier: int, later: int) -> None:
    op.execute(
        sa.text(
            "UPDATE register_index SET version = :later WHERE version = :earlier"
            " AND NOT EXISTS (SELECT 1 FROM register_entries WHERE stage = 'published')"
        ).bindparams(earlier=earlier, later=later)
    )
