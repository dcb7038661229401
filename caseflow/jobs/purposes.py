"""Why the worker looks past the wall; the trail names it."""

from __future__ import annotations

from caseflow.access.acting import Purpose
from caseflow.labels import _


class JobPurpose(Purpose):
    """Why the worker looks past the wall."""

    JOBS = "jobs", _("Run background work")
