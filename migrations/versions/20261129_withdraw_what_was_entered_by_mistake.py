"""Withdraw people and allegations that were entered by mistake: they stay, and count no more.

No row is withdrawn by this step. On the way down what is withdrawn goes, with what hangs on it: an
earlier release could not tell it from the rest, and would count it again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from caseflow.db import Id, UTCDateTime

revision = "4c9e17d0b35a"  # pragma: allowlist secret
down_revision = "a90f3d6be127"  # pragma: allowlist secret
branch_labels = None
depends_on = None

TABLES = ("parties", "proceedings", "allegations")
GOING = """
DELETE FROM measures WHERE proceeding_id IN
    (SELECT id FROM proceedings WHERE withdrawal_id IS NOT NULL);
DELETE FROM measures WHERE decision_id IN (SELECT id FROM decisions WHERE proceeding_id IN
    (SELECT id FROM proceedings WHERE withdrawal_id IS NOT NULL));
DELETE FROM findings WHERE allegation_id IN
    (SELECT id FROM allegations WHERE withdrawal_id IS NOT NULL);
DELETE FROM decisions WHERE proceeding_id IN
    (SELECT id FROM proceedings WHERE withdrawal_id IS NOT NULL);
DELETE FROM moves WHERE proceeding_id IN
    (SELECT id FROM proceedings WHERE withdrawal_id IS NOT NULL);
DELETE FROM allegations WHERE withdrawal_id IS NOT NULL;
DELETE FROM proceedings WHERE withdrawal_id IS NOT NULL;
DELETE FROM name_tokens WHERE owner_id IN (SELECT id FROM name_owners WHERE party_id IN
    (SELECT id FROM parties WHERE withdrawal_id IS NOT NULL));
DELETE FROM name_owners WHERE party_id IN
    (SELECT id FROM parties WHERE withdrawal_id IS NOT NULL);
UPDATE parties SET split_from = NULL WHERE split_from IN
    (SELECT id FROM parties WHERE withdrawal_id IS NOT NULL);
DELETE FROM parties WHERE withdrawal_id IS NOT NULL
"""
"""What goes on the way down, in the order in which one row hangs on another."""


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "withdrawals",
        sa.Column("id", Id(), nullable=False),
        sa.Column("about", sa.String(20), nullable=False),
        sa.Column(
            "about_id",
            Id(),
            nullable=False,
            comment="the person, or the first of the allegations under one code",
        ),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("made_by", Id(), nullable=True),
        sa.Column(
            "undone_reason", sa.LargeBinary(), nullable=True, comment="why it was taken back"
        ),
        sa.Column("undone_at", UTCDateTime(), nullable=True, comment="when it was taken back"),
        sa.Column("undone_by", Id(), nullable=True),
        sa.Column("root_id", Id(), nullable=False, comment="decides who sees this row"),
        sa.Column("data_key_id", Id(), nullable=False, comment="key that seals this row"),
        sa.CheckConstraint(
            "about IN ('person', 'allegation')",
            name=op.f("ck_withdrawals_person_or_allegation"),
        ),
        sa.CheckConstraint(
            "(undone_at IS NULL) = (undone_reason IS NULL)",
            name=op.f("ck_withdrawals_taken_back_for_a_reason"),
        ),
        sa.CheckConstraint(
            "undone_by IS NULL OR undone_at IS NOT NULL",
            name=op.f("ck_withdrawals_taken_back_once"),
        ),
        sa.ForeignKeyConstraint(
            ["data_key_id"],
            ["data_keys.id"],
            name=op.f("fk_withdrawals_data_key_id_data_keys"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["users.id"], name=op.f("fk_withdrawals_made_by_users")
        ),
        sa.ForeignKeyConstraint(
            ["root_id"], ["roots.id"], name=op.f("fk_withdrawals_root_id_roots")
        ),
        sa.ForeignKeyConstraint(
            ["undone_by"], ["users.id"], name=op.f("fk_withdrawals_undone_by_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawals")),
    )
    op.create_index(op.f("ix_withdrawals_data_key_id"), "withdrawals", ["data_key_id"])
    op.create_index(op.f("ix_withdrawals_root_id"), "withdrawals", ["root_id"])
    op.create_index(
        "uq_withdrawals_standing",
        "withdrawals",
        ["about_id"],
        unique=True,
        sqlite_where=sa.text("undone_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL"),
    )
    for table in TABLES:
        with op.batch_alter_table(table) as change:
            change.add_column(
                sa.Column(
                    "withdrawal_id",
                    Id(),
                    nullable=True,
                    comment="entered by mistake: the row counts no more",
                )
            )
            change.create_foreign_key(
                change.f(f"fk_{table}_withdrawal_id_withdrawals"),
                "withdrawals",
                ["withdrawal_id"],
                ["id"],
                deferrable=True,
                initially="DEFERRED",
            )


def downgrade() -> None:
    """Go down, without what is withdrawn."""
    for statement in GOING.split(";"):
        op.execute(sa.text(statement))
    if op.get_bind().dialect.name == "postgresql":  # it alters no table with checks still to come
        op.execute(sa.text("SET CONSTRAINTS ALL IMMEDIATE"))
    for table in TABLES:
        with op.batch_alter_table(table) as change:
            change.drop_constraint(
                change.f(f"fk_{table}_withdrawal_id_withdrawals"), type_="foreignkey"
            )
            change.drop_column("withdrawal_id")
    op.drop_table("withdrawals")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.text("SET CONSTRAINTS ALL DEFERRED"))
