"""Find the entries of a case, so that whoever is kept out of it is kept out of them.

Revision ID: 3f9a61c7d2e8
"""

from __future__ import annotations

from alembic import op

revision = "3f9a61c7d2e8"  # pragma: allowlist secret
down_revision = "7be1d94a30c5"  # pragma: allowlist secret
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Index the entries of the register by their case."""
    with op.batch_alter_table("register_entries") as batch_op:
        batch_op.create_index("ix_register_entries_case_id", ["case_id"], unique=False)


def downgrade() -> None:
    """Take the index away."""
    with op.batch_alter_table("register_entries") as batch_op:
        batch_op.drop_index("ix_register_entries_case_id")
