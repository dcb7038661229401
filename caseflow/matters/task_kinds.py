"""Where a task comes from; rooms add their own."""

from __future__ import annotations

from caseflow.declared_enums import Declared
from caseflow.labels import _


class TaskKind(Declared):
    """Where a task comes from."""


class MatterTaskKind(TaskKind):
    """Tasks that every matter may have."""

    OWN = "own", _("Task")
