"""Keep the day of what is told and referred beside the moment at which it was written down.

Steps of a case that a victim is to hear of, and steps of a referral, had the moment of their entry
only; a referral's last step happened on the day of its entry, where its file belongs. What was told,
and a notice to the subject of an entry, had the day only: when it was written down is not known of
those that are there.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from caseflow.days import office_zone
from caseflow.db import UTCDateTime

revision = "e61b0d93a7c8"  # pragma: allowlist secret
down_revision = "3e91b7a4c05d"  # pragma: allowlist secret
branch_labels = None
depends_on = None

ADDED: tuple[tuple[str, str, sa.types.TypeEngine[object], str], ...] = (
    (
        "case_milestones",
        "happened_on",
        sa.Date(),
        "day of the entity of the case; none: that of `at`",
    ),
    (
        "victim_services",
        "stage_on",
        sa.Date(),
        "day of the entity on which its last step was taken",
    ),
    (
        "victim_told",
        "recorded_at",
        UTCDateTime(),
        "none: written down by a release that did not keep when",
    ),
    ("victim_told", "late_reason", sa.LargeBinary(), "why it was written down long after the day"),
    (
        "register_entries",
        "noticed_at",
        UTCDateTime(),
        "when the notice was written down; none: by a release that did not keep when",
    ),
)
COMMENTS = {
    "case_milestones": ("at", "when it was written down"),
    "victim_services": ("stage_since", "when its last step was written down"),
}
DAYS = {
    "sqlite": "day_in_zone(coalesce(e.time_zone, :office), victim_services.stage_since)",
    "postgresql": "CAST(timezone(coalesce(e.time_zone, :office), victim_services.stage_since) AS DATE)",
}
FILL = """
UPDATE victim_services SET stage_on = (
    SELECT {day} FROM victim_files f LEFT JOIN entities e ON e.id = f.entity_id
    WHERE f.id = victim_services.root_id
)
"""


def upgrade() -> None:
    """Go up."""
    for table, name, kind, words in ADDED:
        op.add_column(table, sa.Column(name, kind, nullable=True, comment=words))
    bind = op.get_bind()
    fill = FILL.format(day=DAYS[bind.dialect.name])
    bind.execute(sa.text(fill), {"office": str(office_zone())})
    _comment(say=True)


def downgrade() -> None:
    """Go down; the days and moments are lost, as an earlier release has no place for them."""
    _comment(say=False)
    for table, name, _kind, _words in reversed(ADDED):
        op.drop_column(table, name)


def _comment(*, say: bool) -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(sa.text("SET CONSTRAINTS ALL IMMEDIATE"))
    op.execute(sa.text("SET CONSTRAINTS ALL DEFERRED"))
    for table, (name, words) in COMMENTS.items():
        op.alter_column(
            table,
            name,
            existing_type=sa.DateTime(timezone=True),
            existing_nullable=False,
            existing_comment=None if say else words,
            comment=words if say else None,
        )
