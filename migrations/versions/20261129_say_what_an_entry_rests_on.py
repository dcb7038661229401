"""Say of each register entry what it rests on, and of each final finding which decision made it.

Final findings are tied to their decision by the moment at which both were recorded. Findings that
were recorded before their case was taken up anew no longer hold. What landed entries rest on is
filled in by the job `check-entries`, which writes it into the trail.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from caseflow.db import Id, UTCDateTime

revision = "e94c7a1d5b30"  # pragma: allowlist secret
down_revision = "5d0b8f3e1c47"
branch_labels = None
depends_on = None

OF_ITS_DECISION = """
UPDATE findings SET decision_id = (
    SELECT d.id FROM decisions d JOIN allegations a ON a.proceeding_id = d.proceeding_id
    WHERE a.id = findings.allegation_id AND d.recorded_at = findings.recorded_at
    ORDER BY d.id LIMIT 1
) WHERE step = 'decision' AND NOT admitted
"""
OF_A_MATTER_TAKEN_UP_ANEW = """
UPDATE findings SET set_aside_at = (
    SELECT max(d.set_aside_at) FROM decisions d
    JOIN allegations a ON a.proceeding_id = d.proceeding_id
    WHERE a.id = findings.allegation_id AND d.set_aside_at >= findings.recorded_at
)
"""


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "register_categories",
        sa.Column("id", Id(), nullable=False),
        sa.Column("type", sa.String(length=60), nullable=False, comment="taxonomy"),
        sa.Column(
            "taxonomy", sa.String(length=20), nullable=True, comment="version of the taxonomy"
        ),
        sa.Column(
            "standard",
            sa.String(length=60),
            nullable=True,
            comment="vocabulary: standards of proof",
        ),
        sa.Column("root_id", Id(), nullable=False, comment="decides who sees this row"),
        sa.ForeignKeyConstraint(
            ["root_id"], ["roots.id"], name=op.f("fk_register_categories_root_id_roots")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_categories")),
        sa.UniqueConstraint("root_id", "type", name="type_once"),
    )
    with op.batch_alter_table("register_categories", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_register_categories_root_id"), ["root_id"], unique=False
        )
    with op.batch_alter_table("register_entries", schema=None) as batch_op:
        batch_op.alter_column(
            "category",
            existing_type=sa.String(length=60),
            existing_nullable=True,
            comment="type of conduct of an entry of earlier releases",
            existing_comment="type of conduct",
        )
    with op.batch_alter_table("findings", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "set_aside_at",
                UTCDateTime(),
                nullable=True,
                comment="when its decision was set aside, or the case taken up anew",
            )
        )
        batch_op.add_column(
            sa.Column(
                "decision_id",
                Id(),
                nullable=True,
                comment="a final finding: the decision that made it",
            )
        )
        batch_op.create_index(batch_op.f("ix_findings_decision_id"), ["decision_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_findings_decision_id_decisions"),
            "decisions",
            ["decision_id"],
            ["id"],
            deferrable=True,
            initially="DEFERRED",
        )
    op.execute(sa.text(OF_ITS_DECISION))
    op.execute(sa.text(OF_A_MATTER_TAKEN_UP_ANEW))


def downgrade() -> None:
    """Go down."""
    with op.batch_alter_table("findings", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_findings_decision_id_decisions"), type_="foreignkey"
        )
        batch_op.drop_index(batch_op.f("ix_findings_decision_id"))
        batch_op.drop_column("decision_id")
        batch_op.drop_column("set_aside_at")
    with op.batch_alter_table("register_entries", schema=None) as batch_op:
        batch_op.alter_column(
            "category",
            existing_type=sa.String(length=60),
            existing_nullable=True,
            comment="type of conduct",
            existing_comment="type of conduct of an entry of earlier releases",
        )
    op.drop_table("register_categories")
