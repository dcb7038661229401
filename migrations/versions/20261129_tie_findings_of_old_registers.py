"""Tie the final findings of old registers to the decision that the register holds of them.

Those whose decision was set aside hold no more, and their case is listed anew. Going back leaves
that as it is: the decision stays set aside.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

from caseflow.cases.records.case_category import derive_category
from caseflow.db import Id, UTCDateTime

revision = "ad9df89b648c"  # pragma: allowlist secret
down_revision = "b3e0c95d27a4"  # pragma: allowlist secret
branch_labels = None
depends_on = None

OF_ITS_DECISION = """
UPDATE findings SET decision_id = (
    SELECT d.id FROM decisions d JOIN allegations a ON a.proceeding_id = d.proceeding_id
    WHERE a.id = findings.allegation_id AND d.admitted AND d.final
    ORDER BY d.id LIMIT 1
) WHERE step = 'decision' AND admitted AND decision_id IS NULL
"""
CASES = sa.table(
    "cases",
    sa.column("id", Id()),
    sa.column("category", sa.String()),
    sa.column("category_proven", sa.Boolean()),
    sa.column("strict_limits", sa.Boolean()),
)
ALLEGATIONS = sa.table(
    "allegations", sa.column("id", Id()), sa.column("root_id", Id()), sa.column("type", sa.String())
)
DECISIONS = sa.table("decisions", sa.column("id", Id()), sa.column("set_aside_at", UTCDateTime()))
FINDINGS = sa.table(
    "findings",
    sa.column("id", Id()),
    sa.column("root_id", Id()),
    sa.column("allegation_id", Id()),
    sa.column("decision_id", Id()),
    sa.column("step", sa.String()),
    sa.column("outcome", sa.String()),
    sa.column("admitted", sa.Boolean()),
    sa.column("recorded_at", UTCDateTime()),
    sa.column("withdrawn_at", UTCDateTime()),
    sa.column("set_aside_at", UTCDateTime()),
)


def upgrade() -> None:
    """Go up."""
    op.execute(sa.text(OF_ITS_DECISION))
    connection = op.get_bind()
    annulled = connection.execute(
        sa.select(FINDINGS.c.id, FINDINGS.c.root_id, DECISIONS.c.set_aside_at)
        .join_from(FINDINGS, DECISIONS, DECISIONS.c.id == FINDINGS.c.decision_id)
        .where(
            FINDINGS.c.admitted,
            FINDINGS.c.set_aside_at.is_(None),
            DECISIONS.c.set_aside_at.is_not(None),
        )
    ).all()
    for row in annulled:
        gone = sa.update(FINDINGS).where(FINDINGS.c.id == row.id)
        connection.execute(gone.values(set_aside_at=row.set_aside_at))
    for case_id in {row.root_id for row in annulled}:
        derived = derive_category(_answers(connection, case_id))._asdict()
        connection.execute(sa.update(CASES).where(CASES.c.id == case_id).values(derived))


def downgrade() -> None:
    """Go down."""
    op.execute(sa.text("UPDATE findings SET decision_id = NULL WHERE admitted"))


def _answers(connection: sa.Connection, case_id: Any) -> list[tuple[str | None, str | None]]:
    """The type of each allegation of a case with its last final finding that holds."""
    holds = sa.and_(
        FINDINGS.c.allegation_id == ALLEGATIONS.c.id,
        FINDINGS.c.step == "decision",
        FINDINGS.c.withdrawn_at.is_(None),
        FINDINGS.c.set_aside_at.is_(None),
    )
    rows = connection.execute(
        sa.select(ALLEGATIONS.c.id, ALLEGATIONS.c.type, FINDINGS.c.outcome)
        .select_from(ALLEGATIONS.outerjoin(FINDINGS, holds))
        .where(ALLEGATIONS.c.root_id == case_id)
        .order_by(ALLEGATIONS.c.id, FINDINGS.c.recorded_at, FINDINGS.c.id)
    )
    last = [list(several)[-1] for _id, several in groupby(rows, key=lambda row: row.id)]
    return [(row.type, row.outcome) for row in last]
