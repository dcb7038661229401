"""What this room brings: jobs."""

from __future__ import annotations

from caseflow.jobs.acts import JobAct
from caseflow.jobs.permissions import JobPermission
from caseflow.jobs.purposes import JobPurpose
from caseflow.labels import _
from caseflow.manifests import RoomSpec

ROOM = RoomSpec(
    name="jobs",
    tables="caseflow.jobs.models",
    work="caseflow.jobs.open_word_job:WORK",
    declares=(JobPermission, JobAct, JobPurpose),
    things={
        "jobs": _("Background job"),
    },
    open_text={
        "jobs.arguments": "technical",
        "jobs.failure": "technical",
        "jobs.kind": "name-of-ours",
        "jobs.result": "technical",
    },
)
