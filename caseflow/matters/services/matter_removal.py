"""Taking away all that hangs on matters that are dropped for good."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.crypto.file_storage import drop_with
from caseflow.matters.models import File, FilePiece, FileUpload, Move, Note, NoteVersion, Task


def drop_what_hangs(session: Session, root_ids: Sequence[UUID]) -> None:
    """Take away moves, tasks, notes and files of these matters, within an act that drops them.

    What the files hold goes from the file storage once the transaction has committed.
    """
    for piece_id in session.scalars(sa.select(FilePiece.id).where(FilePiece.root_id.in_(root_ids))):
        drop_with(session, piece_id)
    for model in (NoteVersion, Note, Task, Move, FilePiece, FileUpload, File):
        for row in session.scalars(sa.select(model).where(model.root_id.in_(root_ids))):
            session.delete(row)
        session.flush()
