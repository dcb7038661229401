"""What roots there are among drafts."""

from __future__ import annotations

from caseflow.access.root_kinds import RootKind
from caseflow.labels import _


class DraftRootKind(RootKind):
    """What roots there are among drafts."""

    DRAFT = "draft", _("Draft")
