"""What roots there are among visits."""

from __future__ import annotations

from caseflow.access.root_kinds import RootKind
from caseflow.labels import _


class VisitRootKind(RootKind):
    """What roots there are among visits."""

    VISIT = "visit", _("Visit")
