"""How people come to see cases: by reading, by drawing summaries, by overseeing."""

from __future__ import annotations

from operator import attrgetter

from caseflow.access.models import RootKind
from caseflow.access.policy import Face, Ground
from caseflow.cases.permissions import CasePermission

READS = Ground(RootKind.CASE, CasePermission.READ)
SUMMARISING: Face = {
    RootKind.CASE: Ground(RootKind.CASE, CasePermission.SUMMARISE, lifted=attrgetter("summaries"))
}
"""What whoever draws a summary sees: an engagement may lift strict confidentiality."""
OVERSEEING: Face = {
    RootKind.CASE: Ground(RootKind.CASE, CasePermission.OVERSEE, clears=CasePermission.OVERSEE)
}
"""Whose lines an overseer sees: those within their reach, the strictly confidential ones too."""
