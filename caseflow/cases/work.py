"""What cases have done in the background."""

from __future__ import annotations

from caseflow.cases.services.limit_recount import recount
from caseflow.cases.services.move_recount import RECOUNT_MOVES, is_counted, recount_job
from caseflow.manifests import RoomWork
from caseflow.reference.recounts import RECOUNT

WORK = RoomWork(
    kinds={RECOUNT: recount, RECOUNT_MOVES: recount_job},
    left_over={RECOUNT_MOVES: lambda session: not is_counted(session)},
)
