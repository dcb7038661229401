"""Whether every file of the matters lies in the file storage, as it was sealed."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.audit.verifying import Verdict
from caseflow.crypto.file_storage import STORAGE
from caseflow.matters.models import File


def check_files(session: Session, verdict: Verdict) -> None:
    """Add a fault for each file that is gone or is not what was sealed; nothing is opened."""
    storage = STORAGE.get(session)
    if storage is None:
        verdict.fault(None, "files: this process has no file storage to look into")
        return
    rows = sa.select(File.id, File.sealed_size, File.sealed_sha256).order_by(File.id)
    for row in session.execute(rows.execution_options(yield_per=100)):
        kept = storage.digest(row.id)
        if kept is None:
            verdict.fault(None, f"files {row.id}: it is not in the file storage")
        elif kept != (row.sealed_size, row.sealed_sha256):
            verdict.fault(None, f"files {row.id}: it is not what was sealed")
