"""What is done with visits, in the words of the trail."""

from __future__ import annotations

from caseflow.audit.acts import Act
from caseflow.labels import _


class VisitAct(Act):
    """What is done with visits."""

    ATTACHED = "visit:attached", _("Changed notes, tasks or files of a visit")
    LISTED = "visit:listed", _("Looked at the visits")
    MOVED = "visit:moved", _("Moved a visit on")
    NOTED = "visit:noted", _("Wrote a visit down")
    READ = "visit:read", _("Read a visit")
