"""What may be done with organisations and entities."""

from __future__ import annotations

from caseflow.access.permissions import AccessOpens, Permission
from caseflow.labels import _


class EntityPermission(Permission):
    """What may be done with organisations and entities."""

    MANAGE = "entities:manage", _("Manage organizations and entities"), AccessOpens.RIGHTS
