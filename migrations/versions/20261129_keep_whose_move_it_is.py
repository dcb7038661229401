"""Keep of each case whose move it is, so that lists find what waits for whom.

Cases that are there say it once `flask db upgrade` has counted them, which it does in steps after
the migrations (`caseflow/upgrade_steps.py`); from then on each act derives it. Going down drops the
columns: nothing else is lost, all of it was derived.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "3e91b7a4c05d"  # pragma: allowlist secret
down_revision = "e987699ea0af"  # pragma: allowlist secret
branch_labels = None
depends_on = None

COLUMNS = (
    (
        "whose_move",
        sa.String(60),
        "permission that the next move needs; none: no move goes on; derived",
    ),
    ("next_move", sa.String(110), "track and name of the move that goes on by one stage; derived"),
    ("not_for", sa.Text(), "ids of those whom the bars of the next move shut out; derived"),
    (
        "waits_for",
        sa.String(400),
        "codes of what is unsettled, but for what goes by the day; derived",
    ),
)
INDEXES = {
    "ix_cases_move": ("whose_move",),
    "ix_cases_entity_move": ("entity_id", "whose_move"),
    "ix_cases_owner_move": ("owner_id", "whose_move"),
}
DUE = sa.text("coalesce(due_on, '9999-12-31')")
MARKS = sa.table("instance_marks", sa.column("name", sa.String()))


def upgrade() -> None:
    """Go up."""
    for name, type_, comment in COLUMNS:
        op.add_column("cases", sa.Column(name, type_, nullable=True, comment=comment))
    only = sa.text("whose_move IS NOT NULL")
    for name, columns in INDEXES.items():
        op.create_index(
            name, "cases", [*columns, DUE, "id"], sqlite_where=only, postgresql_where=only
        )


def downgrade() -> None:
    """Go down."""
    op.execute(sa.delete(MARKS).where(MARKS.c.name.like("moves:%")))
    for name in INDEXES:
        op.drop_index(name, table_name="cases")
    for name, _type, _comment in reversed(COLUMNS):
        op.drop_column("cases", name)  # one by one: earlier steps know the table by its own words
