"""Whether every file of the matters lies in the file storage, as it was sealed."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.audit.verifying import Verdict
from caseflow.crypto.file_storage import STORAGE, FileStorage
from caseflow.matters.models import File, FilePiece


def check_files(session: Session, verdict: Verdict) -> None:
    """Add a fault for each file that is gone or is not what was sealed; nothing is opened."""
    storage = STORAGE.get(session)
    if storage is None:
        verdict.fault(None, "files: this process has no file storage to look into")
        return
    _check_pieces(session, storage, verdict)
    _check_sizes(session, verdict)


def _check_pieces(session: Session, storage: FileStorage, verdict: Verdict) -> None:
    wanted = sa.select(
        FilePiece.id, FilePiece.file_id, FilePiece.sealed_size, FilePiece.sealed_sha256
    ).join(File, File.id == FilePiece.file_id)
    for row in session.execute(wanted.order_by(FilePiece.id).execution_options(yield_per=100)):
        kept = storage.digest(row.id)
        if kept is None:
            verdict.fault(None, f"files {row.file_id}: it is not in the file storage")
        elif kept != (row.sealed_size, row.sealed_sha256):
            verdict.fault(None, f"files {row.file_id}: it is not what was sealed")


def _check_sizes(session: Session, verdict: Verdict) -> None:
    """Pieces that are missing are no rows: what is left is shorter than the file."""
    sizes = (
        sa.select(FilePiece.file_id, sa.func.sum(FilePiece.size).label("size"))
        .group_by(FilePiece.file_id)
        .subquery()
    )
    wanted = (
        sa.select(File.id)
        .outerjoin(sizes, sizes.c.file_id == File.id)
        .where(sa.or_(sizes.c.size.is_(None), sizes.c.size != File.size))
    )
    for file_id in session.scalars(wanted.order_by(File.id)):
        verdict.fault(None, f"files {file_id}: pieces of it are missing")
