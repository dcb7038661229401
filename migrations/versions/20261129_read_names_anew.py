"""Say by which reading of names a party is found, and whom a task about a name is about.

Names that are there were read by the first reader. `flask cases reread-names` reads them again;
until then they are found by the tokens they have.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from caseflow.db import Id

revision = "7c2e9a40d1b6"  # pragma: allowlist secret
down_revision = "a7310be58c64"  # pragma: allowlist secret
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.add_column(
        "name_owners",
        sa.Column(
            "reading",
            sa.Integer(),
            server_default="1",
            nullable=False,
            comment="by which reading of names the tokens were made",
        ),
    )
    op.add_column(
        "tasks",
        sa.Column(
            "about_id",
            Id(),
            nullable=True,
            comment="the colleague whose name is like one in the case",
        ),
    )


def downgrade() -> None:
    """Go down: names that were read again stay findable by their words."""
    op.drop_column("tasks", "about_id")
    op.drop_column("name_owners", "reading")
