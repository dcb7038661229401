"""Keep cases and notices quick to find, however many there are."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "8c1d5e7a90b2"
down_revision = "f3210f96768e"
branch_labels = None
depends_on = None


OWNED = {
    "ix_cases_owner_stage": ["owner_id", "stage", sa.desc("received_on"), "id"],
    "ix_cases_owner_received": ["owner_id", "received_on", "id"],
}


def upgrade() -> None:
    """Go up."""
    _create("ix_notices_unread", "notices", ["to_user_id", "state"], "read_at IS NULL")
    _create("ix_cases_entity_due", "cases", ["entity_id", "due_on", "id"], "due_on IS NOT NULL")
    for name, columns in OWNED.items():
        op.drop_index(name, table_name="cases")
        _create(name, "cases", columns, "owner_id IS NOT NULL")


def downgrade() -> None:
    """Go down."""
    for name, columns in OWNED.items():
        op.drop_index(name, table_name="cases")
        op.create_index(name, "cases", columns)
    op.drop_index("ix_cases_entity_due", table_name="cases")
    op.drop_index("ix_notices_unread", table_name="notices")


def _create(name: str, table: str, columns: list[Any], where: str) -> None:
    only = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=only, postgresql_where=only)
