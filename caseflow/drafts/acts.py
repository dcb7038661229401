"""What is done with drafts, in the words of the trail."""

from __future__ import annotations

from caseflow.audit.acts import Act
from caseflow.labels import _


class DraftAct(Act):
    """What is done with drafts."""

    KEPT = "draft:kept", _("Kept a draft")
    READ = "draft:read", _("Went back to a draft")
    DROPPED = "draft:dropped", _("Dropped a draft")
