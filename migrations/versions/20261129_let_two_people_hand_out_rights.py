"""Keep what one person asks for an account until another confirms it, and whose hands it was in.

What people did to the accounts of others before stands sealed in the trail, so that it cannot be
told apart here. Whoever changed somebody's account within the trail counts as one who had a hand
in it, from the last time on: rather one pair too few for a while than one too many.
Going back forgets both.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from caseflow.db import Id, UTCDateTime, new_id

revision = "b27e94c1d6f0"  # pragma: allowlist secret
down_revision = "3fa81d0c6e95"
branch_labels = None
depends_on = None

CHANGES = ("person:changed", "engagement:given")


def upgrade() -> None:
    """Go up."""
    influences = _influences()
    _requests()
    _hands_of_the_trail(influences)


def _influences() -> sa.Table:
    table = op.create_table(
        "account_influences",
        sa.Column("id", Id(), nullable=False),
        sa.Column("user_id", Id(), nullable=False),
        sa.Column("by_id", Id(), nullable=False),
        sa.Column("hand", sa.String(length=12), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("user_id != by_id", name=op.f("ck_account_influences_on_another")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_account_influences_user_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["users.id"], name=op.f("fk_account_influences_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_influences")),
    )
    op.create_index(op.f("ix_account_influences_user_id"), "account_influences", ["user_id"])
    op.create_index(op.f("ix_account_influences_at"), "account_influences", ["at"])
    return table


def _requests() -> None:
    confirmed = (
        "ended_how IS NULL OR ended_how != 'confirmed' OR "
        "(ended_by != asked_by AND ended_by != user_id)"
    )
    op.create_table(
        "account_requests",
        sa.Column("id", Id(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("user_id", Id(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=True),
        sa.Column("entity_id", Id(), nullable=True, comment="none: everywhere"),
        sa.Column("team", sa.LargeBinary(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("address", sa.LargeBinary(), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("asked_by", Id(), nullable=False),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.Column("ended_how", sa.String(length=12), nullable=True),
        sa.Column("ended_by", Id(), nullable=True),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("data_key_id", Id(), nullable=False, comment="key that seals this row"),
        sa.CheckConstraint(
            "(ended_how IS NULL) = (ended_at IS NULL)",
            name=op.f("ck_account_requests_ended_whole"),
        ),
        sa.CheckConstraint(
            "(ended_how IS NULL) = (ended_by IS NULL)",
            name=op.f("ck_account_requests_ended_by_somebody"),
        ),
        sa.CheckConstraint(confirmed, name=op.f("ck_account_requests_second_person_confirms")),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_account_requests_{column}_{table}")
            )
            for column, table in (
                ("user_id", "users"),
                ("entity_id", "entities"),
                ("asked_by", "users"),
                ("ended_by", "users"),
            )
        ),
        sa.ForeignKeyConstraint(
            ["data_key_id"],
            ["data_keys.id"],
            name=op.f("fk_account_requests_data_key_id_data_keys"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_requests")),
    )
    op.create_index(op.f("ix_account_requests_user_id"), "account_requests", ["user_id"])
    op.create_index(op.f("ix_account_requests_data_key_id"), "account_requests", ["data_key_id"])


def _hands_of_the_trail(influences: sa.Table) -> None:
    acts = sa.table(
        "acts",
        sa.column("act", sa.String()),
        sa.column("actor_id", Id()),
        sa.column("thing_id", Id()),
        sa.column("at", UTCDateTime()),
    )
    users = sa.table("users", sa.column("id", Id()))
    hands = (
        sa.select(acts.c.thing_id, acts.c.actor_id, sa.func.max(acts.c.at, type_=UTCDateTime()))
        .where(
            acts.c.act.in_(CHANGES),
            acts.c.actor_id != acts.c.thing_id,
            acts.c.actor_id.in_(sa.select(users.c.id)),
            acts.c.thing_id.in_(sa.select(users.c.id)),
        )
        .group_by(acts.c.thing_id, acts.c.actor_id)
    )
    rows = [
        {"id": new_id(), "user_id": user, "by_id": by, "hand": "landed", "at": at}
        for user, by, at in op.get_bind().execute(hands)
    ]
    if rows:
        op.bulk_insert(influences, rows)


def downgrade() -> None:
    """Go down."""
    op.drop_table("account_requests")
    op.drop_table("account_influences")
