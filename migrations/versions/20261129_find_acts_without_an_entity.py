"""Find acts whose entry names no entity quickly, one after the other.

An act belongs to the entity of the role by which it was done. Entries that landed without one stay
as they are; the page of the trail reads their place from the roles of that day, along this index.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "5c0e93d1b7f8"  # pragma: allowlist secret
down_revision = "ad9df89b648c"  # pragma: allowlist secret
branch_labels = None
depends_on = None

NOWHERE = sa.text("entity_id IS NULL")


def upgrade() -> None:
    """Go up."""
    op.create_index(
        "ix_acts_placeless",
        "acts",
        ["seq", "actor_id"],
        sqlite_where=NOWHERE,
        postgresql_where=NOWHERE,
    )


def downgrade() -> None:
    """Go down."""
    op.drop_index("ix_acts_placeless", table_name="acts")
