"""Bind each password's hash and each session to its user by a keyed code.

What an earlier release left gets its codes once. `accounts-bound` in the home then holds the codes
of the passwords: should the migration run again, only those get their code back, so whoever changes
a hash and has the migrations run anew gains nothing. The file is written as the last thing before
the commit: a run that fails or is killed leaves nobody without a code. Going back drops the codes;
what is chosen under the earlier release then needs `flask accounts password` after the next
upgrade, and people sign in again.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from flask import current_app

from caseflow.accounts.keyed_codes import PASSWORD, SESSION, code_of
from caseflow.crypto.disk import write_private
from caseflow.crypto.secrets import load
from caseflow.db import Id

revision = "7be1d94a30c5"  # pragma: allowlist secret
down_revision = "d4b07a6e913c"  # pragma: allowlist secret
branch_labels = None
depends_on = None

KEPT = "accounts-bound"


def upgrade() -> None:
    """Go up."""
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "password_code",
                sa.LargeBinary(),
                nullable=True,
                comment="keyed code over id and hash: without it the hash opens nothing",
            )
        )
    with op.batch_alter_table("user_sessions", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "code",
                sa.LargeBinary(),
                nullable=True,
                comment="keyed code over user and secret: without it the session opens nothing",
            )
        )
    config = current_app.extensions["caseflow.config"]
    _bind(load(config.keys).pepper, config.home / KEPT)


def _bind(pepper: bytes, kept: Path) -> None:
    """Give codes to all that is there, the first time; later to what had them before."""
    database = op.get_bind()
    users = sa.table(
        "users",
        sa.column("id", Id()),
        sa.column("password_hash", sa.String()),
        sa.column("password_code", sa.LargeBinary()),
    )
    rows = database.execute(
        sa.select(users.c.id, users.c.password_hash).where(users.c.password_hash.is_not(None))
    ).all()
    codes = {row.id: code_of(pepper, PASSWORD, row.id, row.password_hash.encode()) for row in rows}
    first = not kept.exists()
    before = set() if first else set(kept.read_text("ascii").split())
    for user_id, code in codes.items():
        if first or code.hex() in before:
            database.execute(
                sa.update(users).where(users.c.id == user_id).values(password_code=code)
            )
    if first:
        _bind_sessions(pepper)
        text = "".join(f"{code.hex()}\n" for code in codes.values()).encode()
        sa.event.listen(database, "commit", lambda _: write_private(kept, text), once=True)


def _bind_sessions(pepper: bytes) -> None:
    sessions = sa.table(
        "user_sessions",
        sa.column("id", Id()),
        sa.column("user_id", Id()),
        sa.column("secret_hash", sa.LargeBinary()),
        sa.column("ended_at", sa.DateTime()),
        sa.column("code", sa.LargeBinary()),
    )
    database = op.get_bind()
    wanted = sa.select(sessions.c.id, sessions.c.user_id, sessions.c.secret_hash)
    for row in database.execute(wanted.where(sessions.c.ended_at.is_(None))).all():
        code = code_of(pepper, SESSION, row.user_id, bytes(row.secret_hash))
        database.execute(sa.update(sessions).where(sessions.c.id == row.id).values(code=code))


def downgrade() -> None:
    """Go down."""
    with op.batch_alter_table("user_sessions", schema=None) as batch_op:
        batch_op.drop_column("code")
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.drop_column("password_code")
