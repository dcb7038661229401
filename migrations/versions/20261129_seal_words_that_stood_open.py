"""Make room for sealed words beside the open columns that held them.

Rank, unit, the number in an old register, the office that answered or decided, an old register's
own words, parameters and remarks of measures, the vacancy of a look-up, the names of saved views
and what an engagement is for were typed into open columns. `flask seal` moves what stands there;
the open columns are empty from then on and are dropped in a later release.

Going down takes the sealed words away: without the keys nobody can put them back.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from caseflow.db import Id

revision = "3fa81d0c6e95"  # pragma: allowlist secret
down_revision = "b3f1c2a97d04"  # pragma: allowlist secret
branch_labels = None
depends_on = None

SEALED = {
    "parties": ("rank", "unit", "external_id"),
    "allegations": ("raw",),
    "findings": ("authority", "raw"),
    "decisions": ("authority",),
    "measures": ("parameters", "raw", "remark"),
    "inquiries": ("vacancy",),
    "saved_views": ("name",),
    "engagements": ("purpose",),
}
KEYS = {
    "allegations": "SELECT cases.data_key_id FROM cases WHERE cases.id = allegations.root_id",
    "measures": "SELECT cases.data_key_id FROM cases WHERE cases.id = measures.root_id",
    "saved_views": "SELECT users.data_key_id FROM users WHERE users.id = saved_views.owner_id",
    "engagements": "SELECT users.data_key_id FROM users WHERE users.id = engagements.user_id",
}
"""Tables that had no sealed column, and whose key seals their rows."""
NEEDED = {
    "measures": ("parameters", sa.JSON()),
    "inquiries": ("vacancy", sa.String(80)),
    "saved_views": ("name", sa.String(40)),
    "engagements": ("purpose", sa.String(200)),
}
"""Open columns that had to be filled."""
FILLERS = (
    "UPDATE measures SET parameters = '{}' WHERE parameters IS NULL",
    "UPDATE measures SET raw = '?' WHERE kind IS NULL AND raw IS NULL",
    "UPDATE inquiries SET vacancy = '' WHERE vacancy IS NULL",
    "UPDATE engagements SET purpose = '' WHERE purpose IS NULL",
)


def upgrade() -> None:
    """Go up."""
    _settle()
    for table, columns in SEALED.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for column in columns:
                batch_op.add_column(sa.Column(f"{column}_sealed", sa.LargeBinary(), nullable=True))
            if table in KEYS:
                key_of_row = sa.Column(
                    "data_key_id", Id(), nullable=True, comment="key that seals this row"
                )
                batch_op.add_column(key_of_row)
    for table, key in KEYS.items():
        op.execute(sa.text(f"UPDATE {table} SET data_key_id = ({key})"))  # noqa: S608  # nosec B608
        _settle()
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column("data_key_id", existing_type=Id(), nullable=False)
            batch_op.create_foreign_key(
                batch_op.f(f"fk_{table}_data_key_id_data_keys"),
                "data_keys",
                ["data_key_id"],
                ["id"],
                initially="DEFERRED",
                deferrable=True,
            )
            batch_op.create_index(batch_op.f(f"ix_{table}_data_key_id"), ["data_key_id"])
    for table, (column, kind) in NEEDED.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column(column, existing_type=kind, nullable=True)
            if table == "saved_views":
                batch_op.drop_constraint("one_name", type_="unique")
            if table == "measures":
                _kind_or_raw(
                    batch_op, "kind IS NOT NULL OR raw_sealed IS NOT NULL OR raw IS NOT NULL"
                )


def downgrade() -> None:
    """Go down."""
    for filler in FILLERS:
        op.execute(sa.text(filler))
    _name_views()
    _settle()
    for table, columns in SEALED.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            if table == "measures":
                _kind_or_raw(batch_op, "kind IS NOT NULL OR raw IS NOT NULL")
            if table in NEEDED:
                column, kind = NEEDED[table]
                batch_op.alter_column(column, existing_type=kind, nullable=False)
            if table == "saved_views":
                batch_op.create_unique_constraint("one_name", ["owner_id", "name"])
            if table in KEYS:
                batch_op.drop_index(batch_op.f(f"ix_{table}_data_key_id"))
                batch_op.drop_constraint(
                    batch_op.f(f"fk_{table}_data_key_id_data_keys"), type_="foreignkey"
                )
                batch_op.drop_column("data_key_id")
            for column in columns:
                batch_op.drop_column(f"{column}_sealed")


def _settle() -> None:
    """PostgreSQL alters no table while deferred keys wait to be checked: have them checked now."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.text("SET CONSTRAINTS ALL IMMEDIATE"))
        op.execute(sa.text("SET CONSTRAINTS ALL DEFERRED"))


def _kind_or_raw(batch_op: Any, condition: str) -> None:
    name = batch_op.f("ck_measures_kind_or_raw")
    batch_op.drop_constraint(name, type_="check")
    batch_op.create_check_constraint(name, sa.text(condition))


def _name_views() -> None:
    """A view whose name is sealed is called by its number."""
    views = sa.table("saved_views", sa.column("id", Id()), sa.column("name", sa.String()))
    connection = op.get_bind()
    for n, row in enumerate(
        connection.execute(sa.select(views.c.id).where(views.c.name.is_(None)))
    ):
        connection.execute(sa.update(views).where(views.c.id == row.id).values(name=f"{n + 1}"))
