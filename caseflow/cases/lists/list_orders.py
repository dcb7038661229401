"""In which order lists of lines of cases run."""

from __future__ import annotations

import sqlalchemy as sa

from caseflow.list_order import ListOrder, SortColumn


def newest_first(lines: sa.FromClause) -> ListOrder:
    """The order of lines of cases: those that were received last come first."""
    return ListOrder(
        SortColumn("received_on", lines.c.received_on, falling=True),
        SortColumn("id", lines.c.id, falling=True),
    )
