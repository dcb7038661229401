"""How auditors come to know what there is."""

from __future__ import annotations

from caseflow.access.models import RootKind
from caseflow.access.policy import Face, Ground
from caseflow.reporting.permissions import ReportPermission

AUDITING: Face = {
    kind: Ground(kind, ReportPermission.AUDIT_READ, clears=ReportPermission.AUDIT_READ)
    for kind in (RootKind.CASE, RootKind.VICTIM_FILE)
}
"""What an auditor knows to be there: all within their engagements that does not bar them."""
