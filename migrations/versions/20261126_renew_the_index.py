"""Make the register's index one that can be made anew, and let thresholds be set.

Tokens of the earlier matcher lead nowhere: they go, and `flask screening rebuild` makes the new
ones. Until then nobody is compared, and whoever asks is told so rather than answered "clear".
Going back empties the index again: the earlier matcher finds nobody whom it has not published.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from caseflow.db import Id, UTCDateTime

revision = "8c41d07ba9e2"
down_revision = "8c1d5e7a90b2"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "register_index",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("after", Id(), nullable=True, comment="the last entry made anew"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_index")),
    )
    # an index with entries is of the earlier keys (1), an empty one of the present (2)
    op.execute(
        sa.text(
            "INSERT INTO register_index (id, version) SELECT 1, CASE WHEN EXISTS "
            "(SELECT 1 FROM register_owners) THEN 1 ELSE 2 END"
        )
    )
    op.drop_table("register_tokens")
    op.create_table(
        "register_tokens",
        sa.Column("token", sa.BigInteger(), nullable=False),
        sa.Column("owner_id", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("token", "owner_id", name=op.f("pk_register_tokens")),
        sqlite_with_rowid=False,
    )
    op.execute(sa.text("DELETE FROM register_common_tokens"))
    with op.batch_alter_table("register_common_tokens", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "carried",
                sa.Integer(),
                nullable=True,
                comment="none: too many, so that none is kept",
            )
        )
    with op.batch_alter_table("register_owners", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "carries",
                sa.LargeBinary(),
                nullable=False,
                server_default="",
                comment="its tokens, four bytes each: to take it out without an index",
            )
        )
    with op.batch_alter_table("register_owners", schema=None) as batch_op:
        batch_op.alter_column("carries", server_default=None)
    op.create_table(
        "screening_thresholds",
        sa.Column("id", Id(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(length=20), nullable=False, comment="version of the matcher"),
        sa.Column("refer_from", sa.Double(), nullable=False),
        sa.Column("strong_from", sa.Double(), nullable=False),
        sa.Column("proposed_at", UTCDateTime(), nullable=False),
        sa.Column("proposed_by", Id(), nullable=False),
        sa.Column("confirmed_at", UTCDateTime(), nullable=True),
        sa.Column("confirmed_by", Id(), nullable=True),
        sa.Column("refused_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "confirmed_by IS NULL OR confirmed_by != proposed_by",
            name=op.f("ck_screening_thresholds_second_person_confirms"),
        ),
        sa.CheckConstraint(
            "0 < refer_from AND refer_from < strong_from AND strong_from < 1",
            name=op.f("ck_screening_thresholds_in_order"),
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["users.id"], name=op.f("fk_screening_thresholds_proposed_by_users")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["users.id"], name=op.f("fk_screening_thresholds_confirmed_by_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_thresholds")),
        sa.UniqueConstraint("number", name=op.f("uq_screening_thresholds_number")),
    )


def downgrade() -> None:
    """Go down."""
    op.drop_table("screening_thresholds")
    op.execute(sa.text("DELETE FROM register_common_tokens"))
    op.execute(sa.text("DELETE FROM register_owners"))
    with op.batch_alter_table("register_owners", schema=None) as batch_op:
        batch_op.drop_column("carries")
    with op.batch_alter_table("register_common_tokens", schema=None) as batch_op:
        batch_op.drop_column("carried")
    op.drop_table("register_tokens")
    op.create_table(
        "register_tokens",
        sa.Column("token", sa.BigInteger(), nullable=False),
        sa.Column("owner_id", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["register_owners.id"],
            name=op.f("fk_register_tokens_owner_id_register_owners"),
        ),
        sa.PrimaryKeyConstraint("token", "owner_id", name=op.f("pk_register_tokens")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("register_tokens", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_register_tokens_owner_id"), ["owner_id"], unique=False)
    op.drop_table("register_index")
