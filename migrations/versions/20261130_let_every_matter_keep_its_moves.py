"""Let every matter keep its moves, not only cases; entries of the register get those that are known.

An entry tells of its notice and of its publication when they were written down, and by whom; a
withdrawal, too. Its reason stands on the trail alone. Of a referral only the last step is known:
its course begins with the next one. Entries of a labelled set never went through these stages here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from caseflow.db import Id, UTCDateTime, new_id

revision = "d90b3a71e5c4"  # pragma: allowlist secret
down_revision = "c41f8e20b7d3"  # pragma: allowlist secret
branch_labels = None
depends_on = None

OF_A_CASE = "of a case, always; none: of another matter"
PART = "what of the matter moved, such as a referral; none: the matter itself"
OPENED, OPENED_BEFORE = "none: it was opened", "none: the case was opened"
ENTRIES = """
SELECT e.id, e.data_key_id, e.noticed_on, e.noticed_at, e.noticed_by, e.published_at,
    e.published_by, e.withdrawn_at, e.withdrawn_by,
    e.withdrawn_alone, x.time_zone
FROM register_entries e LEFT JOIN entities x ON x.id = e.entity_id WHERE NOT e.admitted
"""
MOVES = sa.table(
    "moves",
    *(sa.column(name, Id()) for name in ("id", "root_id", "data_key_id", "moved_by")),
    *(sa.column(name, sa.String()) for name in ("name", "start", "end")),
    sa.column("happened_on", sa.Date()),
    sa.column("moved_at", UTCDateTime()),
)


def upgrade() -> None:
    """Go up."""
    with op.batch_alter_table("moves") as table:
        table.alter_column("proceeding_id", existing_type=Id(), nullable=True, comment=OF_A_CASE)
        table.alter_column(
            "start",
            existing_type=sa.String(40),
            existing_nullable=True,
            comment=OPENED,
            existing_comment=OPENED_BEFORE,
        )
        table.add_column(sa.Column("part_id", Id(), nullable=True, comment=PART))
        table.create_check_constraint(
            op.f("ck_moves_one_thing_moved"), "proceeding_id IS NULL OR part_id IS NULL"
        )
    op.create_index("ix_moves_part_id", "moves", ["part_id"])
    rows = [row for entry in _entries() for row in _moves_of(entry)]
    if rows:
        op.bulk_insert(MOVES, rows)


def downgrade() -> None:
    """Go down. What is no move of a case is taken away: nothing older can show it."""
    op.execute("DELETE FROM moves WHERE proceeding_id IS NULL")
    op.drop_index("ix_moves_part_id", table_name="moves")
    with op.batch_alter_table("moves") as table:
        table.drop_constraint(op.f("ck_moves_one_thing_moved"), type_="check")
        table.drop_column("part_id")
        table.alter_column(
            "start",
            existing_type=sa.String(40),
            existing_nullable=True,
            comment=OPENED_BEFORE,
            existing_comment=OPENED,
        )
        table.alter_column(
            "proceeding_id",
            existing_type=Id(),
            nullable=False,
            comment=None,
            existing_comment=OF_A_CASE,
        )


def _entries() -> list[Any]:
    typed = sa.text(ENTRIES).columns(
        **{name: Id() for name in ("id", "data_key_id", "noticed_by", "published_by")},
        withdrawn_by=Id(),
        noticed_on=sa.Date(),
        noticed_at=UTCDateTime(),
        published_at=UTCDateTime(),
        withdrawn_at=UTCDateTime(),
    )
    return list(op.get_bind().execute(typed).all())


def _moves_of(entry: Any) -> Iterator[dict[str, Any]]:
    """The moves of an entry of which it is known when they were written down."""
    zone = ZoneInfo(entry.time_zone) if entry.time_zone else UTC
    stage = "proposed"
    for name, end, moment, doer in (
        ("notice", "noticed", entry.noticed_at, entry.noticed_by),
        ("publish", "published", entry.published_at, entry.published_by),
        ("withdraw", "withdrawn", entry.withdrawn_at, entry.withdrawn_by),
    ):
        start, told = stage, moment is not None
        by_two = start == "published" and not entry.withdrawn_alone
        if told or (name == "notice" and entry.noticed_on is not None):
            stage = end
        if not told:
            continue
        day = moment.astimezone(zone).date()
        yield {
            "id": new_id(),
            "root_id": entry.id,
            "data_key_id": entry.data_key_id,
            "name": "confirm-withdrawal" if by_two and end == "withdrawn" else name,
            "start": start,
            "end": end,
            "happened_on": entry.noticed_on or day if name == "notice" else day,
            "moved_at": moment,
            "moved_by": doer,
        }
