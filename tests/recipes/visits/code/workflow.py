"""How a visit goes on."""

from __future__ import annotations

from caseflow.labels import _
from caseflow.visits.models import VisitStage as S
from caseflow.visits.permissions import VisitPermission
from caseflow.workflow import Move, Workflow

VISITING = Workflow(
    name="visit",
    label=_("Visit"),
    stages=tuple(S),
    first=S.NOTED,
    final=frozenset({S.REPORTED}),
    moves=(
        Move(
            name="report",
            label=_("Report it"),
            start=frozenset({S.NOTED}),
            end=S.REPORTED,
            needs=VisitPermission.NOTE,
            reason=True,
        ),
    ),
)
