"""Having files checked for harmful programs, where a scanner is configured."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow import clock
from caseflow.access.models import Root
from caseflow.audit.record import act
from caseflow.crypto.errors import Erased, SealBroken
from caseflow.db import at_most, reading_only
from caseflow.jobs.models import Job, State
from caseflow.jobs.services import Progress, ask
from caseflow.matters.models import File, FileState
from caseflow.matters.services.file_pieces import read_pieces
from caseflow.matters.spec import Capability, matters
from caseflow.scanner import SCANNER, Scanner, Verdict

SCAN = "scan-files"
"""The kind of job that checks what waits."""
UNKNOWN = (FileState.WAITING, FileState.UNCHECKED)
STATES = {
    Verdict.CLEAN: FileState.CLEAN,
    Verdict.INFECTED: FileState.INFECTED,
    Verdict.TOO_LARGE: FileState.TOO_LARGE,
}


def first_state(session: Session) -> FileState:
    """The state of a file that has just come."""
    return FileState.WAITING if SCANNER.get(session) else FileState.UNCHECKED


def ask_for_scan(session: Session, row: File, *, now: datetime) -> None:
    """Have a file checked once it is committed, where there is a scanner."""
    if row.state is FileState.WAITING:
        ask(session, SCAN, asked_by=None, now=now)


def is_left(session: Session) -> bool:
    """Whether files wait to be checked, and there is a scanner."""
    waiting = sa.select(File.id).where(File.state.in_(UNKNOWN)).limit(at_most(1))
    return SCANNER.get(session) is not None and session.scalar(waiting) is not None


def ask_again(session: Session, *, now: datetime) -> None:
    """Ask for a check of what still waits, such as after a time without a scanner."""
    going = sa.select(Job.id).where(Job.kind == SCAN, Job.state.in_((State.QUEUED, State.RUNNING)))
    if is_left(session) and session.scalar(going.limit(at_most(1))) is None:
        ask(session, SCAN, asked_by=None, now=now)
        session.commit()


def scan_waiting(
    session: Session, _arguments: Mapping[str, Any], progress: Progress
) -> Mapping[str, int]:
    """Check every file that waits, one at a time. Raises OSError where the scanner is away."""
    scanner, counts = SCANNER.get(session), dict.fromkeys(FileState, 0)
    if scanner is None:
        return {}
    waiting = sa.select(File.id).where(File.state.in_(UNKNOWN)).order_by(File.added_at)
    for file_id in session.scalars(waiting).all():
        state = _checked(session, scanner, file_id)
        if state is not None:
            _keep_state(session, file_id, state)
            counts[state] += 1
        progress.step(sum(counts.values()))
    return {state.value: count for state, count in counts.items() if count}


def _checked(session: Session, scanner: Scanner, file_id: UUID) -> FileState | None:
    """What the scanner says, asked while nobody waits for us; None for a file that is spoilt."""
    with reading_only(session):
        row = session.get_one(File, file_id)
        try:
            return STATES[scanner.scan(read_pieces(session, row.id, size=row.size))]
        except (SealBroken, Erased):
            return None  # whoever verifies or opens it is told


def _keep_state(session: Session, file_id: UUID, state: FileState) -> None:
    row = session.get_one(File, file_id, with_for_update=True, populate_existing=True)
    kind = session.get_one(Root, row.root_id).kind
    name = matters()[kind].act(Capability.FILES)
    with act(session, name, thing=row, facts={"scanned": row.id, "state": state.value}):
        row.state, row.state_at = state, clock.now()
