"""Keep what stood in a case before it was corrected, sealed, with the reason.

No row changes: what was typed over in earlier releases could not be corrected at all.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from caseflow.db import Id, UTCDateTime

revision = "c58e20b7d4a9"  # pragma: allowlist secret
down_revision = "7d1c5e90b2fa"  # pragma: allowlist secret
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "corrections",
        sa.Column("id", Id(), nullable=False),
        sa.Column("about", sa.String(20), nullable=False),
        sa.Column("about_id", Id(), nullable=False, comment="the row that the fact belongs to"),
        sa.Column(
            "fact", sa.String(40), nullable=False, comment="which fact, as it is named there"
        ),
        sa.Column("before", sa.LargeBinary(), nullable=True, comment="none: nothing stood there"),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("made_by", Id(), nullable=True),
        sa.Column("root_id", Id(), nullable=False, comment="decides who sees this row"),
        sa.Column("data_key_id", Id(), nullable=False, comment="key that seals this row"),
        sa.ForeignKeyConstraint(
            ["data_key_id"],
            ["data_keys.id"],
            name=op.f("fk_corrections_data_key_id_data_keys"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["users.id"], name=op.f("fk_corrections_made_by_users")
        ),
        sa.ForeignKeyConstraint(
            ["root_id"], ["roots.id"], name=op.f("fk_corrections_root_id_roots")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
    )
    op.create_index(op.f("ix_corrections_data_key_id"), "corrections", ["data_key_id"])
    op.create_index(op.f("ix_corrections_root_id"), "corrections", ["root_id"])


def downgrade() -> None:
    """Go down."""
    op.drop_table("corrections")
