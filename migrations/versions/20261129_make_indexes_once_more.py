"""Have the index of the register, and that of names, made once more: they are compared from now on.

Nobody compared them so far. The upgrade makes them after the migrations; an empty one stays as it
is. Names of an earlier release are read again in any case, and are not read twice.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "b3e0c95d27a4"  # pragma: allowlist secret
down_revision = "3f9a61c7d2e8"  # pragma: allowlist secret
branch_labels = None
depends_on = None

WAITS = """
UPDATE register_index SET version = 0, after = NULL WHERE EXISTS (SELECT 1 FROM register_owners)
"""


def upgrade() -> None:
    """Go up."""
    op.execute(sa.text(WAITS))
    op.execute(sa.text("UPDATE name_owners SET reading = 1"))


def downgrade() -> None:
    """Go down: an index that was made stays, one that waits goes on waiting."""
