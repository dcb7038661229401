"""Why the system looks past the wall in cases; the trail names it."""

from __future__ import annotations

from caseflow.access.acting import Purpose
from caseflow.labels import _


class CasePurpose(Purpose):
    """Why the system looks past the wall in cases."""

    BREAK_GLASS = "break-glass", _("Open a case in an emergency")
    COVERING = "covering", _("Drop drafts of a case in which words were covered")
    GROWTH = "growth", _("Make many cases to measure with")
    JOINING = "joining", _("Tell an owner that somebody asks to be let into a case")
    OVERSEEING = "overseeing", _("Take part in a strictly confidential case as overseer")
    NAMESAKES = "namesakes", _("Keep people out of cases in which they may be named")
    RECOUNTING = "recounting", _("Recount time limits, and whose move it is")
    TASK_RETURN = "task-return", _("Give tasks back of people who no longer see a case")
