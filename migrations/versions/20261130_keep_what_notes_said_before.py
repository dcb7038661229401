"""Keep what a note said until its writer changed it.

Of notes that were changed before, only how often is known: their earlier words were written over.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from caseflow.db import Id, UTCDateTime

revision = "c41f8e20b7d3"  # pragma: allowlist secret
down_revision = "a83d5e1c7f20"  # pragma: allowlist secret
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "note_versions",
        sa.Column("id", Id(), nullable=False),
        sa.Column("note_id", Id(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("replaced_at", UTCDateTime(), nullable=False),
        sa.Column("root_id", Id(), nullable=False, comment="decides who sees this row"),
        sa.Column("data_key_id", Id(), nullable=False, comment="key that seals this row"),
        sa.ForeignKeyConstraint(["note_id"], ["notes.id"], name="fk_note_versions_note_id_notes"),
        sa.ForeignKeyConstraint(["root_id"], ["roots.id"], name="fk_note_versions_root_id_roots"),
        sa.ForeignKeyConstraint(
            ["data_key_id"],
            ["data_keys.id"],
            name="fk_note_versions_data_key_id_data_keys",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_note_versions"),
    )
    op.create_index("ix_note_versions_data_key_id", "note_versions", ["data_key_id"])
    op.create_index("ix_note_versions_note_id", "note_versions", ["note_id"])
    op.create_index("ix_note_versions_root_id", "note_versions", ["root_id"])


def downgrade() -> None:
    """Go down."""
    op.drop_table("note_versions")
