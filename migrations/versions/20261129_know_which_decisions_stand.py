"""Know beside the wall which decisions stand, and take entries out of the register by two people.

Decisions of earlier releases get their row: set aside where their case was reopened, replaced where
a later decision of the same proceeding followed. Entries that one person took out stay marked so.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from caseflow.db import Id, UTCDateTime

revision = "c1f04d8e72a9"  # pragma: allowlist secret
down_revision = "e58038ee4c7f"
branch_labels = None
depends_on = None

LANDED = """
INSERT INTO decision_standings (decision_id, state, since)
SELECT d.id,
    CASE WHEN d.set_aside_at IS NULL THEN 'stands'
         WHEN later.at IS NULL THEN 'set-aside' ELSE 'replaced' END,
    COALESCE(later.at, d.set_aside_at, d.recorded_at)
FROM decisions d LEFT JOIN (
    SELECT b.id AS id, min(a.recorded_at) AS at
    FROM decisions b JOIN decisions a
      ON a.proceeding_id = b.proceeding_id AND a.id != b.id AND a.recorded_at >= b.set_aside_at
    GROUP BY b.id
) later ON later.id = d.id
WHERE NOT d.admitted
"""
TWO_PEOPLE = (
    "stage != 'withdrawn' OR published_at IS NULL OR withdrawn_alone"
    " OR (withdrawal_asked_by IS NOT NULL AND withdrawn_by IS NOT NULL"
    " AND withdrawn_by != withdrawal_asked_by)"
)


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "decision_standings",
        sa.Column("decision_id", Id(), nullable=False, comment="no key leads to it"),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("since", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_decision_standings")),
    )
    op.execute(sa.text(LANDED))
    with op.batch_alter_table("register_entries", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "withdrawn_alone",
                sa.Boolean(),
                server_default=sa.false(),
                nullable=False,
                comment="before it took two people",
            )
        )
        batch_op.add_column(sa.Column("withdrawal_asked_at", UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("withdrawal_asked_by", Id(), nullable=True))
        batch_op.add_column(sa.Column("withdrawal_reason", sa.LargeBinary(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "suspended_at",
                UTCDateTime(),
                nullable=True,
                comment="until the registry has looked at it, look-ups are referred",
            )
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_register_entries_withdrawal_asked_by_users"),
            "users",
            ["withdrawal_asked_by"],
            ["id"],
        )
    op.execute(sa.text("UPDATE register_entries SET withdrawn_alone = (stage = 'withdrawn')"))
    with op.batch_alter_table("register_entries", schema=None) as batch_op:
        batch_op.create_check_constraint(
            batch_op.f("ck_register_entries_two_people_withdraw"), TWO_PEOPLE
        )


def downgrade() -> None:
    """Go down."""
    with op.batch_alter_table("register_entries", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("ck_register_entries_two_people_withdraw"), type_="check"
        )
        batch_op.drop_constraint(
            batch_op.f("fk_register_entries_withdrawal_asked_by_users"), type_="foreignkey"
        )
        for name in (
            "suspended_at",
            "withdrawal_reason",
            "withdrawal_asked_by",
            "withdrawal_asked_at",
            "withdrawn_alone",
        ):
            batch_op.drop_column(name)
    op.drop_table("decision_standings")
