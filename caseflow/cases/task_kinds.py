"""Where the tasks come from that only cases have."""

from __future__ import annotations

from caseflow.labels import _
from caseflow.matters.task_kinds import TaskKind


class CaseTaskKind(TaskKind):
    """Where the tasks come from that only cases have."""

    CONFLICT = "conflict", _("Possible conflict of interest")
    JOIN = "join", _("Request to be let in")
    EMERGENCY = "emergency", _("Opened in an emergency")
    EXTENSION = "extension", _("Extension that waits for a second person"), True
    REVIEW = "review", _("Review of an investigation"), True
    DECIDER = "decider", _("Nobody is let in who decides"), True
    COVERING = "covering", _("Covering that waits for a second person"), True
