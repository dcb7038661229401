"""What is done with background jobs, in the words of the trail."""

from __future__ import annotations

from caseflow.audit.acts import Act
from caseflow.labels import _


class JobAct(Act):
    """What is done with background jobs."""

    RUN = "job:run", _("Ran a background job")
