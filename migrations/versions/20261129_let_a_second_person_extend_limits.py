"""Extensions of limits take a second person, and ties between cases can be undone.

Extensions that are there were made by one person and go on counting: they are marked.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from caseflow.db import Id, UTCDateTime

revision = "b83e1f6ac947"  # pragma: allowlist secret
down_revision = "c2a91f7be604"
branch_labels = None
depends_on = None

WAITING = sa.text("kind = 'extension' AND agreed IS NULL")


def upgrade() -> None:
    """Go up."""
    with op.batch_alter_table("clock_changes") as table:
        table.add_column(
            sa.Column(
                "agreed",
                sa.Boolean(),
                nullable=True,
                comment="of an extension; none: it waits for a second person",
            )
        )
        table.add_column(sa.Column("settled_by", Id(), nullable=True))
        table.add_column(sa.Column("settled_at", UTCDateTime(), nullable=True))
        table.add_column(
            sa.Column(
                "by_one",
                sa.Boolean(),
                server_default=sa.false(),
                nullable=False,
                comment="extended before a second person was asked for",
            )
        )
    op.execute(
        sa.text(
            "UPDATE clock_changes SET agreed = :yes, by_one = :yes WHERE kind = 'extension'"
        ).bindparams(sa.bindparam("yes", True, sa.Boolean()))
    )
    with op.batch_alter_table("clock_changes") as table:
        table.create_foreign_key(
            op.f("fk_clock_changes_settled_by_users"), "users", ["settled_by"], ["id"]
        )
        table.create_check_constraint(
            op.f("ck_clock_changes_only_extensions_are_agreed"),
            "agreed IS NULL OR kind = 'extension'",
        )
        table.create_check_constraint(
            op.f("ck_clock_changes_settled_on_a_day"),
            "agreed IS NULL OR by_one OR settled_at IS NOT NULL",
        )
        table.create_check_constraint(
            op.f("ck_clock_changes_second_person_agrees"),
            "agreed IS NULL OR NOT agreed OR by_one OR (made_by IS NOT NULL"
            " AND settled_by IS NOT NULL AND settled_by != made_by)",
        )
    op.create_index(
        "uq_clock_changes_waiting",
        "clock_changes",
        ["root_id", "limit_name"],
        unique=True,
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    with op.batch_alter_table("case_links") as table:
        table.add_column(
            sa.Column(
                "untied_at", UTCDateTime(), nullable=True, comment="when a wrong tie was undone"
            )
        )
        table.add_column(sa.Column("untied_by", Id(), nullable=True))
        table.create_foreign_key(
            op.f("fk_case_links_untied_by_users"), "users", ["untied_by"], ["id"]
        )
        table.create_check_constraint(
            op.f("ck_case_links_untied_on_a_day"), "untied_by IS NULL OR untied_at IS NOT NULL"
        )


def downgrade() -> None:
    """Go down. What waits, was declined or untied is taken away: nothing older can show it."""
    op.execute("DELETE FROM case_links WHERE untied_at IS NOT NULL")
    with op.batch_alter_table("case_links") as table:
        table.drop_constraint(op.f("ck_case_links_untied_on_a_day"), type_="check")
        table.drop_constraint(op.f("fk_case_links_untied_by_users"), type_="foreignkey")
        table.drop_column("untied_by")
        table.drop_column("untied_at")
    op.drop_index("uq_clock_changes_waiting", table_name="clock_changes")
    op.execute(
        sa.text(
            "DELETE FROM clock_changes WHERE kind = 'extension' AND (agreed IS NULL OR NOT agreed)"
        )
    )
    with op.batch_alter_table("clock_changes") as table:
        for name in ("only_extensions_are_agreed", "settled_on_a_day", "second_person_agrees"):
            table.drop_constraint(op.f(f"ck_clock_changes_{name}"), type_="check")
        table.drop_constraint(op.f("fk_clock_changes_settled_by_users"), type_="foreignkey")
        for name in ("by_one", "settled_at", "settled_by", "agreed"):
            table.drop_column(name)
