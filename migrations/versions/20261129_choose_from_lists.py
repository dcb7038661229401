"""Let units and offices be chosen from lists of the entity, and say how senior somebody is.

What stood there as words stays sealed as it was and becomes no value of a list.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from caseflow.db import Id

revision = "a47c2e9b61f8"  # pragma: allowlist secret
down_revision = "c83a5f0e72b9"  # pragma: allowlist secret
branch_labels = None
depends_on = None

CHOSEN = {"parties": "unit", "findings": "authority", "decisions": "authority"}


def upgrade() -> None:
    """Go up."""
    _settle()
    op.create_table(
        "entity_list_values",
        sa.Column("id", Id(), nullable=False),
        sa.Column("entity_id", Id(), nullable=False),
        sa.Column("list", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column(
            "valid_to", sa.Date(), nullable=True, comment="first day on which it no longer holds"
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from",
            name=op.f("ck_entity_list_values_dates"),
        ),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entities.id"], name=op.f("fk_entity_list_values_entity_id_entities")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entity_list_values")),
        sa.UniqueConstraint("entity_id", "list", "name", name="one_value"),
    )
    op.create_index(op.f("ix_entity_list_values_entity_id"), "entity_list_values", ["entity_id"])
    for table, column in CHOSEN.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(
                sa.Column(
                    f"{column}_id",
                    Id(),
                    nullable=True,
                    comment=f"as chosen; `{column}` is its name then",
                )
            )
            batch_op.create_foreign_key(
                batch_op.f(f"fk_{table}_{column}_id_entity_list_values"),
                "entity_list_values",
                [f"{column}_id"],
                ["id"],
            )
            if table == "parties":
                batch_op.add_column(
                    sa.Column(
                        "rank_band",
                        sa.String(length=60),
                        nullable=True,
                        comment="vocabulary: rank bands",
                    )
                )


def downgrade() -> None:
    """Go down."""
    _settle()
    for table, column in CHOSEN.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(
                batch_op.f(f"fk_{table}_{column}_id_entity_list_values"), type_="foreignkey"
            )
            batch_op.drop_column(f"{column}_id")
            if table == "parties":
                batch_op.drop_column("rank_band")
    op.drop_table("entity_list_values")


def _settle() -> None:
    """PostgreSQL alters no table while deferred keys wait to be checked: have them checked now."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.text("SET CONSTRAINTS ALL IMMEDIATE"))
        op.execute(sa.text("SET CONSTRAINTS ALL DEFERRED"))
