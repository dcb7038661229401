"""Keep when somebody was told that a draft of theirs will be thrown away.

Of drafts that are there nobody was told yet: their owners are, before any of them goes.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from caseflow.db import UTCDateTime

revision = "e83b50d2a6c9"  # pragma: allowlist secret
down_revision = "5d07e2c8f3b1"  # pragma: allowlist secret
branch_labels = None
depends_on = None

WORDS = "when its owner was told that it will be thrown away"


def upgrade() -> None:
    """Go up."""
    op.add_column("drafts", sa.Column("warned_at", UTCDateTime(), nullable=True, comment=WORDS))
    op.create_index("ix_drafts_kept", "drafts", ["kept_at"])  # asked for each minute


def downgrade() -> None:
    """Go down; the earlier release keeps drafts for ever."""
    op.drop_index("ix_drafts_kept", table_name="drafts")
    op.drop_column("drafts", "warned_at")
