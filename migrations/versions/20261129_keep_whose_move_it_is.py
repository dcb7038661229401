"""Keep of each case whose move it is, so that lists find what waits for whom.

What a case says is derived here for the cases that are there, in steps, as the program derives it
with each act from now on (`caseflow/cases/next_move.py`). `flask cases recount-moves` does the same
at any time. Going down drops the columns: nothing else is lost, all of it was derived.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from alembic import op

from caseflow.cases.move_facts import read_next_moves
from caseflow.cases.next_move import rule_of_moves
from caseflow.db import Id, at_most

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
AT_ONCE = 500
MARKS = sa.table(
    "instance_marks", sa.column("name", sa.String()), sa.column("marked_on", sa.Date())
)
CASES = sa.table(
    "cases",
    sa.column("id", Id()),
    *(sa.column(name, type_) for name, type_, _comment in COLUMNS),
)


def upgrade() -> None:
    """Go up."""
    for name, type_, comment in COLUMNS:
        op.add_column("cases", sa.Column(name, type_, nullable=True, comment=comment))
    _fill(op.get_bind())
    mark = {"name": f"moves:{rule_of_moves()}", "marked_on": datetime.now(UTC).date()}
    op.get_bind().execute(sa.insert(MARKS), [mark])
    if op.get_bind().dialect.name == "postgresql":  # it makes no index while a check waits
        op.execute(sa.text("SET CONSTRAINTS ALL IMMEDIATE"))
        op.execute(sa.text("SET CONSTRAINTS ALL DEFERRED"))
    only = sa.text("whose_move IS NOT NULL")
    for name, columns in INDEXES.items():
        op.create_index(
            name, "cases", [*columns, DUE, "id"], sqlite_where=only, postgresql_where=only
        )


def _fill(connection: sa.Connection) -> None:
    """Let each case say whose move it is, some hundred at a time."""
    change = (
        sa.update(CASES)
        .where(CASES.c.id == sa.bindparam("case_id", type_=Id()))
        .values({name: sa.bindparam(name) for name, _type, _comment in COLUMNS})
    )
    for ids in _pages(connection):
        found = [
            {"case_id": case_id, **asdict(move)}
            for case_id, move in read_next_moves(connection, ids)
            if move.next_move is not None
        ]
        if found:
            connection.execute(change, found)


def _pages(connection: sa.Connection) -> Iterator[list[UUID]]:
    wanted: Any = sa.select(CASES.c.id).order_by(CASES.c.id).limit(at_most(AT_ONCE))
    ids = list(connection.scalars(wanted))
    while ids:
        yield ids
        ids = list(connection.scalars(wanted.where(CASES.c.id > ids[-1])))


def downgrade() -> None:
    """Go down."""
    op.execute(sa.delete(MARKS).where(MARKS.c.name.like("moves:%")))
    for name in INDEXES:
        op.drop_index(name, table_name="cases")
    for name, _type, _comment in reversed(COLUMNS):
        op.drop_column("cases", name)  # one by one: earlier steps know the table by its own words
