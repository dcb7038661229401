"""Keep what two people cover: the request, and the words apart under a key of their own.

No row changes. On the way down the words that were covered are lost: an earlier release has no
place for them in which not everybody reads them.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from caseflow.db import Id, UTCDateTime

revision = "b1d6035e9ac7"  # pragma: allowlist secret
down_revision = "4c9e17d0b35a"  # pragma: allowlist secret
branch_labels = None
depends_on = None


def sealed_row(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    """The columns of a sealed row of a case, with its keys."""
    return (
        sa.Column("root_id", Id(), nullable=False, comment="decides who sees this row"),
        sa.Column("data_key_id", Id(), nullable=False, comment="key that seals this row"),
        sa.ForeignKeyConstraint(
            ["data_key_id"],
            ["data_keys.id"],
            name=op.f(f"fk_{table}_data_key_id_data_keys"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["root_id"], ["roots.id"], name=op.f(f"fk_{table}_root_id_roots")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "coverings",
        sa.Column("id", Id(), nullable=False),
        sa.Column("correction_id", Id(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.Column("asked_by", Id(), nullable=True),
        sa.Column(
            "agreed", sa.Boolean(), nullable=True, comment="none: it waits for a second person"
        ),
        sa.Column("declined", sa.LargeBinary(), nullable=True, comment="why it was declined"),
        sa.Column("settled_at", UTCDateTime(), nullable=True),
        sa.Column("settled_by", Id(), nullable=True),
        sa.CheckConstraint(
            "(agreed IS NULL) = (settled_at IS NULL)",
            name=op.f("ck_coverings_settled_when_decided"),
        ),
        sa.CheckConstraint(
            "agreed IS NULL OR NOT agreed OR (asked_by IS NOT NULL"
            " AND settled_by IS NOT NULL AND settled_by != asked_by)",
            name=op.f("ck_coverings_second_person_covers"),
        ),
        sa.ForeignKeyConstraint(
            ["correction_id"],
            ["corrections.id"],
            name=op.f("fk_coverings_correction_id_corrections"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["users.id"], name=op.f("fk_coverings_asked_by_users")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by"], ["users.id"], name=op.f("fk_coverings_settled_by_users")
        ),
        *sealed_row("coverings"),
    )
    op.create_table(
        "covered_words",
        sa.Column("id", Id(), nullable=False),
        sa.Column("covering_id", Id(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["covering_id"],
            ["coverings.id"],
            name=op.f("fk_covered_words_covering_id_coverings"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.UniqueConstraint("covering_id", name=op.f("uq_covered_words_covering_id")),
        *sealed_row("covered_words"),
    )
    for table in ("coverings", "covered_words"):
        op.create_index(op.f(f"ix_{table}_data_key_id"), table, ["data_key_id"])
        op.create_index(op.f(f"ix_{table}_root_id"), table, ["root_id"])
    op.create_index(
        "uq_coverings_one",
        "coverings",
        ["correction_id"],
        unique=True,
        sqlite_where=sa.text("agreed IS NULL OR agreed"),
        postgresql_where=sa.text("agreed IS NULL OR agreed"),
    )


def downgrade() -> None:
    """Go down."""
    op.drop_table("covered_words")
    op.drop_table("coverings")
