"""What screening has done in the background."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from caseflow import clock
from caseflow.jobs.services import Progress
from caseflow.manifests import RoomWork
from caseflow.screening.services.landed_entries import check_entries, left
from caseflow.screening.services.register_rounds import look_after

CHECKING = "check-entries"
"""The kind of job that holds register entries of an earlier release against their decisions."""


def check_landed_entries(
    session: Session, _arguments: Mapping[str, Any], progress: Progress
) -> Mapping[str, int]:
    """Hold register entries of an earlier release against their decisions."""
    total = left(session)
    return check_entries(
        session, now=clock.now(), after_step=lambda done: progress.step(done, total)
    )


WORK = RoomWork(
    kinds={CHECKING: check_landed_entries},
    rounds=(look_after,),
    left_over={CHECKING: lambda session: left(session) > 0},
)
