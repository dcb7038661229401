"""Keep codes with which people choose a password, and whether an address is surely theirs.

Who set an address before is not known here: none counts as the person's own until two people, or
the operator, set it. Going back forgets the codes; whoever has one asks for another.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from caseflow.db import Id, UTCDateTime

revision = "c83a5f0e72b9"  # pragma: allowlist secret
down_revision = "7c1e05b9a4d2"  # pragma: allowlist secret
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "address_checked",
                sa.Boolean(),
                nullable=False,
                server_default=sa.false(),
                comment="set by two people, or at the machine: it is the person's own",
            )
        )
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.alter_column("address_checked", server_default=None)
    op.create_table(
        "password_codes",
        sa.Column("id", Id(), nullable=False),
        sa.Column("user_id", Id(), nullable=False),
        sa.Column("request_id", Id(), nullable=True),
        sa.Column("made_by", Id(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("lapses_at", UTCDateTime(), nullable=False),
        sa.Column("by_mail", sa.Boolean(), nullable=False),
        sa.Column("mailed_at", UTCDateTime(), nullable=True),
        sa.Column(
            "first_hash",
            sa.LargeBinary(),
            nullable=True,
            comment="keyed hash of the code, or a part",
        ),
        sa.Column(
            "second_hash",
            sa.LargeBinary(),
            nullable=True,
            comment="keyed hash of the second part",
        ),
        sa.Column(
            "ended_at", UTCDateTime(), nullable=True, comment="used, or another took its place"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_password_codes_user_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["users.id"], name=op.f("fk_password_codes_made_by_users")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["account_requests.id"],
            name=op.f("fk_password_codes_request_id_account_requests"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_codes")),
        sa.UniqueConstraint("request_id", name=op.f("uq_password_codes_request_id")),
    )
    op.create_index(op.f("ix_password_codes_user_id"), "password_codes", ["user_id"])


def downgrade() -> None:
    """Go down."""
    op.drop_table("password_codes")
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.drop_column("address_checked")
