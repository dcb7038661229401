"""What is done with visits, in the words of the trail."""

from __future__ import annotations

from caseflow.audit.acts import Act
from caseflow.labels import _


class VisitAct(Act):
    """What is done with visits."""

    LISTED = "visit:listed", _("Looked at the visits")
    NOTED = "visit:noted", _("Wrote a visit down")
