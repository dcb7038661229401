"""List each case under the gravest type that was proven in it, else under the gravest alleged.

The limits that ran go on until the case is next changed: its due date was worked out by them. Going
back lists each case under the first type that was alleged in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

from caseflow.cases.records.case_category import derive_category
from caseflow.db import Id, UTCDateTime, at_most
from caseflow.reference.taxonomy import conduct

revision = "d4b07a6e913c"  # pragma: allowlist secret
down_revision = "a47c2e9b61f8"  # pragma: allowlist secret
branch_labels = None
depends_on = None

BATCH = 2000
FIRST = "type of the first allegation, for lists; derived"
GRAVEST = "gravest type that was proven, else alleged; derived"
ADDED = {
    "category_proven": "else it is only alleged; derived",
    "strict_limits": "limits of sexual exploitation and abuse: open or proven in it; derived",
}
CASES = sa.table(
    "cases",
    sa.column("id", Id()),
    sa.column("category", sa.String()),
    sa.column("category_proven", sa.Boolean()),
    sa.column("strict_limits", sa.Boolean()),
)
ALLEGATIONS = sa.table(
    "allegations",
    sa.column("id", Id()),
    sa.column("root_id", Id()),
    sa.column("code", sa.String()),
    sa.column("type", sa.String()),
    sa.column("made_at", UTCDateTime()),
)
FINDINGS = sa.table(
    "findings",
    sa.column("id", Id()),
    sa.column("allegation_id", Id()),
    sa.column("step", sa.String()),
    sa.column("outcome", sa.String()),
    sa.column("recorded_at", UTCDateTime()),
    sa.column("withdrawn_at", UTCDateTime()),
    sa.column("set_aside_at", UTCDateTime()),
)


def upgrade() -> None:
    """Go up."""
    for name, words in ADDED.items():
        column = sa.Column(
            name, sa.Boolean(), server_default=sa.false(), nullable=False, comment=words
        )
        op.add_column("cases", column)
    _comment(FIRST, GRAVEST)
    update = (
        sa.update(CASES)
        .where(CASES.c.id == sa.bindparam("case"))
        .values({name: sa.bindparam(f"new_{name}") for name in ("category", *ADDED)})
    )
    _fill(_final(), update, _derived)


def downgrade() -> None:
    """Go down."""
    update = (
        sa.update(CASES)
        .where(CASES.c.id == sa.bindparam("case"))
        .values(category=sa.bindparam("new_category"))
    )
    _fill(_alleged(), update, _first)
    _settle()
    _comment(GRAVEST, FIRST)
    for name in ADDED:
        op.drop_column("cases", name)


def _settle() -> None:
    """PostgreSQL alters no table while deferred keys wait to be checked: have them checked now."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.text("SET CONSTRAINTS ALL IMMEDIATE"))
        op.execute(sa.text("SET CONSTRAINTS ALL DEFERRED"))


def _comment(before: str, after: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column(
            "cases",
            "category",
            existing_type=sa.String(length=60),
            existing_nullable=True,
            existing_comment=before,
            comment=after,
        )


def _final() -> sa.Select[Any]:
    """Each allegation with each of its final findings that hold, the last one last."""
    holds = sa.and_(
        FINDINGS.c.allegation_id == ALLEGATIONS.c.id,
        FINDINGS.c.step == "decision",
        FINDINGS.c.withdrawn_at.is_(None),
        FINDINGS.c.set_aside_at.is_(None),
    )
    return (
        sa.select(
            CASES.c.id,
            CASES.c.category,
            ALLEGATIONS.c.id.label("allegation_id"),
            ALLEGATIONS.c.type,
            FINDINGS.c.outcome,
        )
        .select_from(CASES.join(ALLEGATIONS, ALLEGATIONS.c.root_id == CASES.c.id))
        .outerjoin(FINDINGS, holds)
        .order_by(CASES.c.id, FINDINGS.c.recorded_at, FINDINGS.c.id)
    )


def _alleged() -> sa.Select[Any]:
    """Each allegation in the order in which they were logged."""
    return (
        sa.select(CASES.c.id, ALLEGATIONS.c.type)
        .select_from(CASES.join(ALLEGATIONS, ALLEGATIONS.c.root_id == CASES.c.id))
        .order_by(
            CASES.c.id,
            ALLEGATIONS.c.made_at,
            sa.func.length(ALLEGATIONS.c.code),
            ALLEGATIONS.c.code,
            ALLEGATIONS.c.id,
        )
    )


def _derived(rows: Sequence[Any]) -> dict[str, Any]:
    last = {row.allegation_id: (row.type, row.outcome) for row in rows}
    before = conduct(rows[0].category)
    found = derive_category(last.values())._replace(
        strict_limits=before is not None and before.area == "sea"
    )
    return {f"new_{name}": value for name, value in found._asdict().items()}


def _first(rows: Sequence[Any]) -> dict[str, Any]:
    return {"new_category": next((row.type for row in rows if row.type is not None), None)}


def _fill(
    wanted: sa.Select[Any], update: sa.Update, derived: Callable[[Sequence[Any]], dict[str, Any]]
) -> None:
    """Write what is derived for each case that alleges something, some thousand at a time."""
    connection = op.get_bind()
    for first, last in _ranges(connection):
        rows = connection.execute(wanted.where(CASES.c.id.between(first, last)))
        values = [
            {"case": case_id, **derived(list(of_case))}
            for case_id, of_case in groupby(rows, key=lambda row: row.id)
        ]
        if values:
            connection.execute(update, values)


def _ranges(connection: sa.Connection) -> Iterator[tuple[Any, Any]]:
    """The first and the last id of each batch of cases."""
    ids = sa.select(CASES.c.id).order_by(CASES.c.id).limit(at_most(BATCH))
    batch = connection.scalars(ids).all()
    while batch:
        yield batch[0], batch[-1]
        batch = connection.scalars(ids.where(CASES.c.id > batch[-1])).all()
