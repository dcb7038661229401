"""Take out of the views that people keep what the product does not know: somebody typed it.

A view kept whatever stood in an address as an entity, a stage or a kind. What the product knows
stays; a view of which nothing is left shows the list without filters. The file of SQLite is written
anew by the next `flask seal`, so that no word stays behind in its free room.

Going down leaves the views as they are: what was taken out is gone.
"""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from caseflow.cases.lists.kept_filters import as_query, known_filters, of_query
from caseflow.db import Id

revision = "c41d7e02b8a6"  # pragma: allowlist secret
down_revision = "5f20c7be91d3"  # pragma: allowlist secret
branch_labels = None
depends_on = None

VIEWS = sa.table("saved_views", sa.column("id", Id()), sa.column("filters", sa.String()))
ENTITIES = sa.table("entities", sa.column("id", Id()))


def upgrade() -> None:
    """Go up."""
    connection, today = op.get_bind(), datetime.now(UTC).date()
    entities = frozenset(connection.scalars(sa.select(ENTITIES.c.id)))
    changed = 0
    for row in connection.execute(sa.select(VIEWS.c.id, VIEWS.c.filters)).all():
        known = known_filters(of_query(row.filters), entities=entities, on=today)
        if as_query(known) != row.filters:
            change = sa.update(VIEWS).where(VIEWS.c.id == row.id)
            connection.execute(change.values(filters=as_query(known)))
            changed += 1
    if changed and connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA user_version=0")


def downgrade() -> None:
    """Go down: nothing is given back."""
