"""What is done with records and figures, in the words of the trail."""

from __future__ import annotations

from caseflow.audit.acts import Act
from caseflow.labels import _


class ReportAct(Act):
    """What is done with records and figures."""

    RECORD_READ = "record:read", _("Read the record of one's own acts")
