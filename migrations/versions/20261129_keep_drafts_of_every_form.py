"""Keep drafts of every form: on which page each was typed, and which opened page kept it last.

Drafts of earlier releases are all of "Log a case": their page is that of the step they stood at,
and they go on where they were. `step` is no longer used; it is dropped in a later release.

Going down leaves the drafts of other forms in the table: the earlier release does not look for
them, and their owners find them again after the next upgrade.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "b7d40e91c6f3"  # pragma: allowlist secret
down_revision = "5a0e7c93d41f"  # pragma: allowlist secret
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    page = sa.Column(
        "page",
        sa.String(length=300),
        nullable=True,
        comment="address of the page of the form, without anything typed",
    )
    window = sa.Column(
        "window",
        sa.String(length=24),
        nullable=True,
        comment="the opened page that kept it last",
    )
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.add_column(page)
        batch_op.add_column(window)
        batch_op.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    # what was kept of another form, before a way down, knows its page no more and stays closed
    op.execute(
        sa.text(
            "UPDATE drafts SET page = CASE WHEN form = 'log-a-case'"
            " THEN '/cases/new?step=' || step ELSE '/gone' END"
        )
    )
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.alter_column("page", existing_type=sa.String(length=300), nullable=False)
        batch_op.alter_column(
            "step",
            existing_type=sa.Integer(),
            existing_nullable=False,
            comment="of an earlier release: `page` says it",
        )
        batch_op.create_index("ix_drafts_owner_window", ["owner_id", "window"], unique=True)


def downgrade() -> None:
    """Go down."""
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.drop_index("ix_drafts_owner_window")
        batch_op.drop_column("version")
        batch_op.drop_column("window")
        batch_op.drop_column("page")
        batch_op.alter_column(
            "step", existing_type=sa.Integer(), existing_nullable=False, comment=None
        )
