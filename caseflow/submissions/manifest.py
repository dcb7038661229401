"""What this room brings: submissions."""

from __future__ import annotations

from caseflow.manifests import RoomSpec

ROOM = RoomSpec(
    name="submissions",
    tables="caseflow.submissions.models",
    work="caseflow.submissions.work:WORK",
    open_text={
        "submissions.address": "technical",
        "submissions.messages": "technical",
    },
    beside_the_wall={
        "submissions": ("caseflow.submissions.",),
    },
)
