"""What may be done with background jobs."""

from __future__ import annotations

from caseflow.access.permissions import AccessOpens, Permission
from caseflow.labels import _


class JobPermission(Permission):
    """What may be done with background jobs."""

    READ = "jobs:read", _("See background jobs"), AccessOpens.NOTHING
