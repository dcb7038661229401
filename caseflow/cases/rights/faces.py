"""How people come to see cases: by reading, by drawing summaries, by overseeing."""

from __future__ import annotations

from operator import attrgetter

from caseflow.access.policy import Face, Ground
from caseflow.cases.permissions import CasePermission
from caseflow.cases.root_kinds import CaseRootKind

READS = Ground(CaseRootKind.CASE, CasePermission.READ)
SUMMARISING: Face = {
    CaseRootKind.CASE: Ground(
        CaseRootKind.CASE, CasePermission.SUMMARISE, lifted=attrgetter("summaries")
    )
}
"""What whoever draws a summary sees: an engagement may lift strict confidentiality."""
OVERSEEING: Face = {
    CaseRootKind.CASE: Ground(
        CaseRootKind.CASE, CasePermission.OVERSEE, clears=CasePermission.OVERSEE
    )
}
"""Whose lines an overseer sees: those within their reach, the strictly confidential ones too."""
