"""Let a wrong tie of a victim's file to a case be undone.

A tie no longer holds a case open, so it makes no interest any more. Interests of earlier ties stay;
their count of what was told is no longer read, and goes with a later release.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from caseflow.db import Id, UTCDateTime, new_id

revision = "7c1e90b4ad63"  # pragma: allowlist secret
down_revision = "7c2e9a40d1b6"  # pragma: allowlist secret
branch_labels = None
depends_on = None

ties = sa.table(
    "victim_case_ties",
    sa.column("id", Id()),
    sa.column("interest_id", Id()),
)
interests = sa.table(
    "case_interests",
    sa.column("id", Id()),
    sa.column("case_token", sa.BigInteger()),
    sa.column("told", sa.Integer()),
)
OF_NO_CASE = 0
"""The token of an interest that only going down made; going up takes it out again."""
ENOUGH = 2**31 - 1
"""More than is ever to be told, so that an earlier release lets every case close."""


def upgrade() -> None:
    """Go up."""
    with op.batch_alter_table("victim_case_ties") as table:
        table.add_column(
            sa.Column(
                "untied_at", UTCDateTime(), nullable=True, comment="when a wrong tie was undone"
            )
        )
        table.add_column(sa.Column("untied_by", Id(), nullable=True))
        table.create_foreign_key(
            op.f("fk_victim_case_ties_untied_by_users"), "users", ["untied_by"], ["id"]
        )
        table.alter_column(
            "interest_id",
            existing_type=Id(),
            nullable=True,
            comment="of files admitted from an old register",
        )
    made = sa.select(interests.c.id).where(interests.c.case_token == OF_NO_CASE)
    bind = op.get_bind()
    bind.execute(sa.update(ties).where(ties.c.interest_id.in_(made)).values(interest_id=None))
    bind.execute(sa.delete(interests).where(interests.c.case_token == OF_NO_CASE))


def downgrade() -> None:
    """Go down; a tie without an interest gets one that holds up no case."""
    bind = op.get_bind()
    for (tie,) in bind.execute(sa.select(ties.c.id).where(ties.c.interest_id.is_(None))).all():
        made = new_id()
        row = {"id": made, "case_token": OF_NO_CASE, "told": ENOUGH}
        bind.execute(sa.insert(interests), [row])
        bind.execute(sa.update(ties).where(ties.c.id == tie).values(interest_id=made))
    with op.batch_alter_table("victim_case_ties") as table:
        table.alter_column("interest_id", existing_type=Id(), nullable=False, comment=None)
        table.drop_constraint(op.f("fk_victim_case_ties_untied_by_users"), type_="foreignkey")
        table.drop_column("untied_by")
        table.drop_column("untied_at")
