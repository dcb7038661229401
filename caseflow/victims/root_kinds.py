"""What roots there are among victims' files."""

from __future__ import annotations

from caseflow.access.root_kinds import RootKind
from caseflow.labels import _


class VictimRootKind(RootKind):
    """What roots there are among victims' files."""

    FILE = "victim-file", _("Victim file")
