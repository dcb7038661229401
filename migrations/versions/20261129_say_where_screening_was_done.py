"""Say for which entity candidates were looked up and judged, and what an engagement gives besides.

A look-up, a judgement or a change of thresholds belongs to the entity of the role by which it was
made. For those that are there it is worked out where whoever made it held one such role for one
entity on that day; for the others it stays open, and auditors over the top of a tree see them.
Loads were made at the machine, by no role. The entries of the trail stay as they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from alembic import op

from caseflow.db import Id, UTCDateTime

revision = "a7310be58c64"  # pragma: allowlist secret
down_revision = "c1f04d8e72a9"  # pragma: allowlist secret
branch_labels = None
depends_on = None

NOWHERE = sa.text("entity_id IS NULL")
RIGHTS = ("strict_summaries", "victim_codes")
COMMENTS = {
    "engagements": (
        "gives the summaries of strictly confidential cases, too",
        "names the compartment of victims: their files appear by code",
    ),
    "account_requests": ("of an engagement", "of an engagement"),
}
ROLES = {
    "inquiries": ("owner_id", "asked_at", ("recruiter", "registry-officer")),
    "judgements": ("judged_by", "judged_at", ("registry-officer",)),
    "screening_thresholds": (
        "proposed_by",
        "proposed_at",
        ("registry-officer", "senior-conduct-officer"),
    ),
}
"""Whose and when a row is, and the roles, as they shipped, by which it could be made."""

Held = dict[UUID, list[Any]]


def upgrade() -> None:
    """Go up."""
    for where, comments in COMMENTS.items():
        for name, comment in zip(RIGHTS, comments, strict=True):
            column = sa.Column(
                name, sa.Boolean(), nullable=False, server_default=sa.false(), comment=comment
            )
            op.add_column(where, column)
    for name, words in (("judgements", "judged"), ("screening_thresholds", "proposed")):
        comment = f"of the role by which it was {words}; entities are never deleted"
        op.add_column(name, sa.Column("entity_id", Id(), nullable=True, comment=comment))
    op.create_index("ix_roots_kind", "roots", ["kind", "classification", "entity_id"])
    op.create_index(
        "ix_acts_nowhere", "acts", ["act", "seq"], sqlite_where=NOWHERE, postgresql_where=NOWHERE
    )
    for name in ROLES:
        _work_out(op.get_bind(), name)


def downgrade() -> None:
    """Go down; what was worked out for look-ups stays."""
    op.drop_index("ix_acts_nowhere", table_name="acts")
    op.drop_index("ix_roots_kind", table_name="roots")
    for name in ("screening_thresholds", "judgements"):
        op.drop_column(name, "entity_id")
    for where in COMMENTS:
        for name in RIGHTS:
            op.drop_column(where, name)


def _work_out(connection: sa.Connection, name: str) -> None:
    who, when, roles = ROLES[name]
    held, rows = _held(connection, roles), _rows(connection, name, who, when)
    found = [
        {"row": row.id, "place": place}
        for row in rows
        if (place := _place(held[row.who], row.at.date())) is not None
    ]
    if not found:
        return
    for table_name in (name, "roots") if name == "inquiries" else (name,):
        table = sa.table(table_name, sa.column("id", Id()), sa.column("entity_id", Id()))
        connection.execute(
            sa.update(table)
            .where(table.c.id == sa.bindparam("row", type_=Id()))
            .values(entity_id=sa.bindparam("place", type_=Id())),
            found,
        )


def _held(connection: sa.Connection, roles: tuple[str, ...]) -> Held:
    table = sa.table(
        "memberships",
        sa.column("user_id", Id()),
        sa.column("role", sa.String()),
        sa.column("entity_id", Id()),
        sa.column("valid_from", sa.Date()),
        sa.column("valid_to", sa.Date()),
    )
    held: Held = defaultdict(list)
    for row in connection.execute(sa.select(table).where(table.c.role.in_(roles))):
        held[row.user_id].append(row)
    return held


def _rows(connection: sa.Connection, name: str, who: str, when: str) -> Iterator[Any]:
    table = sa.table(
        name,
        sa.column("id", Id()),
        sa.column(who, Id()),
        sa.column(when, UTCDateTime()),
        sa.column("entity_id", Id()),
    )
    wanted = sa.select(table.c.id, table.c[who].label("who"), table.c[when].label("at"))
    yield from connection.execute(wanted.where(table.c.entity_id.is_(None)))


def _place(memberships: list[Any], day: date) -> UUID | None:
    """The one entity for which the role was held on this day; None where there is not just one."""
    places = {
        m.entity_id
        for m in memberships
        if m.valid_from <= day and (m.valid_to is None or m.valid_to > day)
    }
    return places.pop() if len(places) == 1 else None
