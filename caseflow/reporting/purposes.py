"""Why the system looks past the wall for documents; the trail names it."""

from __future__ import annotations

from caseflow.access.acting import Purpose
from caseflow.labels import _


class ReportPurpose(Purpose):
    """Why the system looks past the wall for documents."""

    DOCUMENT_CHECKING = "document-checking", _("Tell whether a document is genuine")
