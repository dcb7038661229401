"""What may be done with visits."""

from __future__ import annotations

from caseflow.access.permissions import Opens, Permission
from caseflow.labels import _


class VisitOpens(Opens):
    """What of visits is confidential."""

    VISITS = "visits", _("Visits")


class VisitPermission(Permission):
    """What may be done with visits."""

    NOTE = "visits:note", _("Write visits down and read them"), VisitOpens.VISITS
