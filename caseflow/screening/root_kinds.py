"""What roots there are in screening."""

from __future__ import annotations

from caseflow.access.root_kinds import RootKind
from caseflow.labels import _


class ScreeningRootKind(RootKind):
    """What roots there are in screening."""

    ENTRY = "register-entry", _("Register entry")
    INQUIRY = "inquiry", _("Screening inquiry")
