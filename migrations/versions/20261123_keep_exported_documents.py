"""Keep the facts of exported documents, and count guesses at them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from caseflow.db import Id, UTCDateTime

revision = "7c5d2f0b9e14"
down_revision = "4a1fcd498e3c"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "exports",
        sa.Column("id", Id(), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False, comment="printed on each page"),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("reader_id", Id(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False, comment="of the signed file"),
        sa.Column(
            "size", sa.BigInteger(), nullable=False, comment="of the signed file, in bytes"
        ),
        sa.Column("root_id", Id(), nullable=False, comment="decides who sees this row"),
        sa.ForeignKeyConstraint(
            ["reader_id"], ["users.id"], name=op.f("fk_exports_reader_id_users")
        ),
        sa.ForeignKeyConstraint(["root_id"], ["roots.id"], name=op.f("fk_exports_root_id_roots")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exports")),
        sa.UniqueConstraint("number", name=op.f("uq_exports_number")),
    )
    with op.batch_alter_table("exports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exports_reader_id"), ["reader_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exports_root_id"), ["root_id"], unique=False)

    op.create_table(
        "verification_misses",
        sa.Column("id", Id(), nullable=False),
        sa.Column(
            "key",
            sa.LargeBinary(),
            nullable=False,
            comment="keyed hash of a network address",
        ),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verification_misses")),
    )
    with op.batch_alter_table("verification_misses", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_verification_misses_at"), ["at"], unique=False)
        batch_op.create_index("ix_verification_misses_key_at", ["key", "at"], unique=False)


def downgrade() -> None:
    """Go down."""
    with op.batch_alter_table("verification_misses", schema=None) as batch_op:
        batch_op.drop_index("ix_verification_misses_key_at")
        batch_op.drop_index(batch_op.f("ix_verification_misses_at"))

    op.drop_table("verification_misses")
    with op.batch_alter_table("exports", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exports_root_id"))
        batch_op.drop_index(batch_op.f("ix_exports_reader_id"))

    op.drop_table("exports")
