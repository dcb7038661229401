"""What cases have done in the background."""

from __future__ import annotations

from caseflow.cases.services import limit_rule_recount, move_recount
from caseflow.cases.services.limit_recount import recount
from caseflow.cases.services.limit_rule_recount import RECOUNT_ALL_LIMITS
from caseflow.cases.services.move_recount import RECOUNT_MOVES
from caseflow.manifests import RoomWork
from caseflow.reference.recounts import RECOUNT

WORK = RoomWork(
    kinds={
        RECOUNT: recount,
        RECOUNT_MOVES: move_recount.recount_job,
        RECOUNT_ALL_LIMITS: limit_rule_recount.recount_job,
    },
    left_over={
        RECOUNT_MOVES: lambda session: not move_recount.COUNTED.stands(session),
        RECOUNT_ALL_LIMITS: lambda session: not limit_rule_recount.COUNTED.stands(session),
    },
)
