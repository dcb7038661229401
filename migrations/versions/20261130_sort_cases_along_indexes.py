"""Let the lists of cases be sorted by due date, and narrowed to a class, along indexes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "f2a7c04d61be"  # pragma: allowlist secret
down_revision = "e15c7d3f9b28"  # pragma: allowlist secret
branch_labels = None
depends_on = None

DUE = sa.text("coalesce(due_on, '9999-12-31')")
NARROWED_BY = ("classification", "stage", "category")
INDEXES = {
    "ix_cases_due_or_never": (DUE, "id", *NARROWED_BY),
    "ix_cases_entity_due_or_never": ("entity_id", DUE, "id", *NARROWED_BY),
    "ix_cases_class": ("classification", "received_on", "id"),
    "ix_cases_entity_class": ("entity_id", "classification", "received_on", "id"),
}


def upgrade() -> None:
    """Go up."""
    for name, columns in INDEXES.items():
        op.create_index(name, "cases", list(columns))


def downgrade() -> None:
    """Go down."""
    for name in INDEXES:
        op.drop_index(name, table_name="cases")
