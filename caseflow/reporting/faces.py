"""How auditors come to know what there is."""

from __future__ import annotations

from caseflow.access.policy import Face, Ground
from caseflow.cases.root_kinds import CaseRootKind
from caseflow.reporting.permissions import ReportPermission
from caseflow.victims.root_kinds import VictimRootKind

AUDITING: Face = {
    kind: Ground(kind, ReportPermission.AUDIT_READ, clears=ReportPermission.AUDIT_READ)
    for kind in (CaseRootKind.CASE, VictimRootKind.FILE)
}
"""What an auditor knows to be there: all within their engagements that does not bar them."""
