"""What may be done with the trail and what is drawn from all rooms."""

from __future__ import annotations

from caseflow.access.permissions import AccessOpens, Permission
from caseflow.labels import _


class ReportPermission(Permission):
    """What may be done with the trail and what is drawn from all rooms."""

    AUDIT_READ = "audit:read", _("Read the audit trail"), AccessOpens.TRAIL
