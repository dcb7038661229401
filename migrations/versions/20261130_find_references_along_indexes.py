"""Let the indexes of the newest cases hold their references, too.

A part of a reference is then looked for from the newest case on, and the search ends once a page
is full, however many cases have it.
"""

from __future__ import annotations

from alembic import op

revision = "c41f7ab90e52"  # pragma: allowlist secret
down_revision = "5b0e7d91c4a6"  # pragma: allowlist secret
branch_labels = None
depends_on = None

NEWEST, OF_ENTITY = ["received_on", "id"], ["entity_id", "received_on", "id"]


def upgrade() -> None:
    """Go up."""
    op.drop_index("ix_cases_received_on_id", table_name="cases")
    op.drop_index("ix_cases_entity_received", table_name="cases")
    op.create_index("ix_cases_newest_references", "cases", [*NEWEST, "reference"])
    op.create_index("ix_cases_entity_references", "cases", [*OF_ENTITY, "reference"])


def downgrade() -> None:
    """Go down."""
    op.drop_index("ix_cases_entity_references", table_name="cases")
    op.drop_index("ix_cases_newest_references", table_name="cases")
    op.create_index("ix_cases_entity_received", "cases", OF_ENTITY)
    op.create_index("ix_cases_received_on_id", "cases", NEWEST)
