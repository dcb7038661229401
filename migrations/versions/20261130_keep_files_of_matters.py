"""Keep files of cases, victims' files and entries of the register.

What they hold lies sealed in the file storage. Going down leaves it there, where nothing opens it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from caseflow.db import Id, UTCDateTime

revision = "e15c7d3f9b28"  # pragma: allowlist secret
down_revision = "d90b3a71e5c4"  # pragma: allowlist secret
branch_labels = None
depends_on = None

COMMENTS = {
    "media_type": "what it is by its first bytes, whatever its name says",
    "size": "bytes, before it was sealed",
    "sha256": "of what it holds, in hexadecimal digits",
    "wrapped": "the file's own key, wrapped by that of its row",
}


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "files",
        sa.Column("id", Id(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False, comment=COMMENTS["media_type"]),
        sa.Column("size", sa.BigInteger(), nullable=False, comment=COMMENTS["size"]),
        sa.Column("sha256", sa.LargeBinary(), nullable=False, comment=COMMENTS["sha256"]),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False, comment=COMMENTS["wrapped"]),
        sa.Column("sealed_size", sa.BigInteger(), nullable=False),
        sa.Column("sealed_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", UTCDateTime(), nullable=False),
        sa.Column("added_by", Id(), nullable=False),
        sa.Column("withdrawn_at", UTCDateTime(), nullable=True),
        sa.Column("withdrawn_by", Id(), nullable=True),
        sa.Column("withdrawn_reason", sa.LargeBinary(), nullable=True),
        sa.Column("root_id", Id(), nullable=False, comment="decides who sees this row"),
        sa.Column("data_key_id", Id(), nullable=False, comment="key that seals this row"),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by IS NULL)",
            name=op.f("ck_files_withdrawn_by_somebody"),
        ),
        sa.ForeignKeyConstraint(["added_by"], ["users.id"], name="fk_files_added_by_users"),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["users.id"], name="fk_files_withdrawn_by_users"),
        sa.ForeignKeyConstraint(["root_id"], ["roots.id"], name="fk_files_root_id_roots"),
        sa.ForeignKeyConstraint(
            ["data_key_id"],
            ["data_keys.id"],
            name="fk_files_data_key_id_data_keys",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_files"),
    )
    op.create_index("ix_files_data_key_id", "files", ["data_key_id"])
    op.create_index("ix_files_root_id", "files", ["root_id"])


def downgrade() -> None:
    """Go down."""
    op.drop_table("files")
