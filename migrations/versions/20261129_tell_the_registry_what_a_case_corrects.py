"""Keep with an entry of the register what its case says of the person since it was corrected."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from caseflow.db import Id, UTCDateTime

revision = "a90f3d6be127"  # pragma: allowlist secret
down_revision = "e61b0d93a7c8"  # pragma: allowlist secret
branch_labels = None
depends_on = None

OPEN = sa.text("settled_at IS NULL")


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "register_corrections",
        sa.Column("id", Id(), nullable=False),
        sa.Column("person", sa.LargeBinary(), nullable=False),
        sa.Column("noted_at", UTCDateTime(), nullable=False),
        sa.Column("noted_by", Id(), nullable=True, comment="who corrected it in the case"),
        sa.Column("settled_at", UTCDateTime(), nullable=True),
        sa.Column("settled_by", Id(), nullable=True),
        sa.Column("taken_over", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("root_id", Id(), nullable=False, comment="decides who sees this row"),
        sa.Column("data_key_id", Id(), nullable=False, comment="key that seals this row"),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (settled_by IS NULL)",
            name=op.f("ck_register_corrections_settled_by_somebody"),
        ),
        sa.CheckConstraint(
            "NOT taken_over OR (settled_by IS NOT NULL"
            " AND (noted_by IS NULL OR settled_by != noted_by))",
            name=op.f("ck_register_corrections_second_person_takes_over"),
        ),
        sa.ForeignKeyConstraint(
            ["data_key_id"],
            ["data_keys.id"],
            name=op.f("fk_register_corrections_data_key_id_data_keys"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["noted_by"], ["users.id"], name=op.f("fk_register_corrections_noted_by_users")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by"], ["users.id"], name=op.f("fk_register_corrections_settled_by_users")
        ),
        sa.ForeignKeyConstraint(
            ["root_id"], ["roots.id"], name=op.f("fk_register_corrections_root_id_roots")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_corrections")),
    )
    for name in ("data_key_id", "root_id"):
        op.create_index(op.f(f"ix_register_corrections_{name}"), "register_corrections", [name])
    op.create_index(
        "ix_register_corrections_open",
        "register_corrections",
        ["root_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def downgrade() -> None:
    """Go down."""
    op.drop_table("register_corrections")
