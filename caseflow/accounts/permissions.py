"""What may be done with users' accounts."""

from __future__ import annotations

from caseflow.access.permissions import AccessOpens, Permission
from caseflow.labels import _


class AccountPermission(Permission):
    """What may be done with users' accounts."""

    MANAGE = "people:manage", _("Manage people, their roles and engagements"), AccessOpens.RIGHTS
