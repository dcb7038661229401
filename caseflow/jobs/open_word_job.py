"""The job that seals words which an earlier release left in the open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy.orm import Session

from caseflow.audit.file_compaction import is_clean
from caseflow.audit.open_word_sealing import seal_landed
from caseflow.audit.open_words import any_open, count_open_rows
from caseflow.jobs.services import Progress
from caseflow.manifests import RoomWork

SEALING = "seal"
"""The kind of this job."""


def seal_open_words(
    session: Session, _arguments: Mapping[str, Any], progress: Progress
) -> Mapping[str, int | bool]:
    """Seal what stands open. Raises OSError when something is left, so that it is tried again."""
    total = count_open_rows(session)
    report = seal_landed(session, after_step=lambda done: progress.step(done, total))
    if not report.ok:
        raise OSError("words are left in the open, or in the log of the database")
    return asdict(report)


def is_left(session: Session) -> bool:
    """Whether words stand open, or the file of the database may still hold them."""
    return any_open(session) or not is_clean(session)


WORK = RoomWork(kinds={SEALING: seal_open_words}, left_over={SEALING: is_left})
