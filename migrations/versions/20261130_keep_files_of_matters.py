"""Keep files of cases, victims' files and entries of the register.

What they hold lies sealed in the file storage. Going down leaves it there, where nothing opens it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from caseflow.db import Id, UTCDateTime

revision = "e15c7d3f9b28"  # pragma: allowlist secret
down_revision = "d90b3a71e5c4"  # pragma: allowlist secret
branch_labels = None
depends_on = None

COMMENTS = {
    "media_type": "what it is by its first bytes, whatever its name says",
    "size": "bytes, before it was sealed",
    "sha256": "of what it holds, in hexadecimal digits",
    "state_at": "when the scanner answered",
    "root_id": "decides who sees this row",
    "data_key_id": "key that seals this row",
}
PIECES = {
    "file_id": "the file, or the upload that will be one",
    "number": "from 0",
    "size": "bytes, before it was sealed",
    "wrapped": "the piece's own key, wrapped by that of its row",
}
UPLOADS = {
    "size": "bytes it will have",
    "modified": "when the file was changed last, in milliseconds since 1970",
    "last_at": "when its last piece came",
}


def _owned(table: str) -> list[sa.schema.SchemaItem]:
    """Columns and constraints of a sealed row that belongs to a matter."""
    return [
        sa.Column("root_id", Id(), nullable=False, comment=COMMENTS["root_id"]),
        sa.Column("data_key_id", Id(), nullable=False, comment=COMMENTS["data_key_id"]),
        sa.ForeignKeyConstraint(["root_id"], ["roots.id"], name=f"fk_{table}_root_id_roots"),
        sa.ForeignKeyConstraint(
            ["data_key_id"],
            ["data_keys.id"],
            name=f"fk_{table}_data_key_id_data_keys",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    ]


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "files",
        sa.Column("id", Id(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False, comment=COMMENTS["media_type"]),
        sa.Column("size", sa.BigInteger(), nullable=False, comment=COMMENTS["size"]),
        sa.Column("sha256", sa.LargeBinary(), nullable=False, comment=COMMENTS["sha256"]),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("state_at", UTCDateTime(), nullable=True, comment=COMMENTS["state_at"]),
        sa.Column("added_at", UTCDateTime(), nullable=False),
        sa.Column("added_by", Id(), nullable=False),
        sa.Column("withdrawn_at", UTCDateTime(), nullable=True),
        sa.Column("withdrawn_by", Id(), nullable=True),
        sa.Column("withdrawn_reason", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by IS NULL)",
            name=op.f("ck_files_withdrawn_by_somebody"),
        ),
        sa.ForeignKeyConstraint(["added_by"], ["users.id"], name="fk_files_added_by_users"),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["users.id"], name="fk_files_withdrawn_by_users"),
        *_owned("files"),
    )
    _index("files", "data_key_id", "root_id", "state")
    _create_pieces()
    _create_uploads()


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])


def _create_pieces() -> None:
    op.create_table(
        "file_pieces",
        sa.Column("id", Id(), nullable=False),
        sa.Column("file_id", Id(), nullable=False, comment=PIECES["file_id"]),
        sa.Column("number", sa.Integer(), nullable=False, comment=PIECES["number"]),
        sa.Column("size", sa.Integer(), nullable=False, comment=PIECES["size"]),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False, comment=PIECES["wrapped"]),
        sa.Column("sealed_size", sa.Integer(), nullable=False),
        sa.Column("sealed_sha256", sa.LargeBinary(), nullable=False),
        sa.UniqueConstraint("file_id", "number", name="uq_file_pieces_file_id_number"),
        *_owned("file_pieces"),
    )
    _index("file_pieces", "data_key_id", "root_id")


def _create_uploads() -> None:
    op.create_table(
        "file_uploads",
        sa.Column("id", Id(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False, comment=UPLOADS["size"]),
        sa.Column("modified", sa.BigInteger(), nullable=False, comment=UPLOADS["modified"]),
        sa.Column("started_at", UTCDateTime(), nullable=False),
        sa.Column("started_by", Id(), nullable=False),
        sa.Column("last_at", UTCDateTime(), nullable=False, comment=UPLOADS["last_at"]),
        sa.ForeignKeyConstraint(
            ["started_by"], ["users.id"], name="fk_file_uploads_started_by_users"
        ),
        *_owned("file_uploads"),
    )
    _index("file_uploads", "data_key_id", "root_id", "last_at")
    op.create_index("ix_file_uploads_started_by", "file_uploads", ["started_by", "root_id"])


def downgrade() -> None:
    """Go down."""
    for table in ("file_uploads", "file_pieces", "files"):
        op.drop_table(table)
