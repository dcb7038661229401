"""Let a proceeding say whose move it is where it does not stand where its case does.

The columns are filled by the recount that follows a change of the tracks or of its rule.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "e7d20b9a63c8"  # pragma: allowlist secret
down_revision = "c41f7ab90e52"  # pragma: allowlist secret
branch_labels = None
depends_on = None

COLUMNS = {
    "next_move": sa.String(110),
    "whose_move": sa.String(60),
    "not_for": sa.Text(),
    "waits_for": sa.String(400),
}
OF_THE_FIRST = "as of a case, where this does not stand where the case does"
IN_IT = "limits of sexual exploitation and abuse: open or proven in it; derived"
WHERE_IT_STANDS = "limits of sexual exploitation and abuse: open or proven where it stands; derived"


def upgrade() -> None:
    """Go up."""
    for name, kind in COLUMNS.items():
        words = OF_THE_FIRST if name == "next_move" else "likewise"
        op.add_column("proceedings", sa.Column(name, kind, nullable=True, comment=words))
    _explain(WHERE_IT_STANDS, before=IN_IT)
    known = sa.text("whose_move IS NOT NULL")
    op.create_index(
        "ix_proceedings_move",
        "proceedings",
        ["whose_move", "root_id"],
        sqlite_where=known,
        postgresql_where=known,
    )


def downgrade() -> None:
    """Go down."""
    _explain(IN_IT, before=WHERE_IT_STANDS)
    op.drop_index("ix_proceedings_move", table_name="proceedings")
    with op.batch_alter_table("proceedings") as batch_op:
        for name in reversed(COLUMNS):
            batch_op.drop_column(name)


def _explain(words: str, *, before: str) -> None:
    """Say what a column holds; only PostgreSQL keeps it."""
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column(
            "cases",
            "strict_limits",
            comment=words,
            existing_comment=before,
            existing_type=sa.Boolean(),
            existing_nullable=False,
            existing_server_default=sa.false(),
        )
