"""Say why overseers take part in a strictly confidential case, and keep such cases quick to find.

Who saw such cases by the reach of a role alone sees them no more from this release on; owners and
whoever was let in by name keep what they have, so no row changes.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from caseflow.db import Id, UTCDateTime

revision = "4be7d0c95a31"  # pragma: allowlist secret
down_revision = "e94c7a1d5b30"
branch_labels = None
depends_on = None

STRICT = sa.text("classification = 'strictly-confidential'")


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "oversights",
        sa.Column("id", Id(), nullable=False),
        sa.Column("grant_id", Id(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("taken_at", UTCDateTime(), nullable=False),
        sa.Column("root_id", Id(), nullable=False, comment="decides who sees this row"),
        sa.Column("data_key_id", Id(), nullable=False, comment="key that seals this row"),
        sa.ForeignKeyConstraint(
            ["data_key_id"],
            ["data_keys.id"],
            name=op.f("fk_oversights_data_key_id_data_keys"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["grant_id"], ["grants.id"], name=op.f("fk_oversights_grant_id_grants")
        ),
        sa.ForeignKeyConstraint(
            ["root_id"], ["roots.id"], name=op.f("fk_oversights_root_id_roots")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oversights")),
        sa.UniqueConstraint("grant_id", name=op.f("uq_oversights_grant_id")),
    )
    op.create_index(op.f("ix_oversights_data_key_id"), "oversights", ["data_key_id"])
    op.create_index(op.f("ix_oversights_root_id"), "oversights", ["root_id"])
    op.create_index(
        "ix_cases_strict",
        "cases",
        ["received_on", "id"],
        sqlite_where=STRICT,
        postgresql_where=STRICT,
    )


def downgrade() -> None:
    """Go down."""
    op.drop_index("ix_cases_strict", table_name="cases")
    op.drop_table("oversights")
