"""What roots there are among cases."""

from __future__ import annotations

from caseflow.access.root_kinds import RootKind
from caseflow.labels import _


class CaseRootKind(RootKind):
    """What roots there are among cases."""

    CASE = "case", _("Case")
