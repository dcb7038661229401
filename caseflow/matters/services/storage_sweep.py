"""Taking away what lies in the file storage and belongs to nothing.

A process that is killed while a file comes leaves what it had sealed. It is swept when a worker
starts, which is after every such end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import islice
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow import clock
from caseflow.crypto.file_storage import STORAGE
from caseflow.db import reading_only
from caseflow.jobs.services import Progress
from caseflow.matters.models import FilePiece

SWEEP = "sweep-files"
"""The kind of this job."""
LEAST_AGE = timedelta(days=1)
"""What is younger may still be on its way."""
AT_ONCE = 500


def is_anything_left(session: Session) -> bool:
    """Whether something lies in the file storage that belongs to nothing."""
    return next(_left(session), None) is not None


def sweep(
    session: Session, _arguments: Mapping[str, Any], _progress: Progress
) -> Mapping[str, int]:
    """Take away what no piece of a file says it lies there; how many."""
    storage, dropped = STORAGE.of(session), 0
    with reading_only(session):
        for file_id in _left(session):
            storage.drop(file_id)
            dropped += 1
    return {"dropped": dropped}


def _left(session: Session) -> Iterator[UUID]:
    storage = STORAGE.get(session)
    ids = iter(()) if storage is None else storage.older_than(clock.now() - LEAST_AGE)
    while some := tuple(islice(ids, AT_ONCE)):
        known = set(session.scalars(sa.select(FilePiece.id).where(FilePiece.id.in_(some))))
        yield from (each for each in some if each not in known)
