"""What may be done with misconduct risks."""

from __future__ import annotations

from caseflow.access.permissions import AccessOpens, Permission
from caseflow.labels import _


class RiskPermission(Permission):
    """What may be done with misconduct risks."""

    READ = "risks:read", _("Read risks"), AccessOpens.NOTHING
