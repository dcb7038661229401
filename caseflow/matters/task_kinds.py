"""Where a task comes from; rooms add their own."""

from __future__ import annotations

from typing import Self

from caseflow.declared_enums import Declared
from caseflow.labels import Text, _


class TaskKind(Declared):
    """Where a task comes from.

    A room's members are written ``NAME = "value", _("Label")``. A third part, True, says that the
    program ends such a task with the act it asks for: nobody marks it as done.
    """

    ends_with_act: bool

    def __new__(cls, value: str, label: Text | None = None, ends_with_act: bool = False) -> Self:
        """Make one member; the value is what the database holds."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label if label is not None else Text(value)
        member.ends_with_act = ends_with_act
        return member


class MatterTaskKind(TaskKind):
    """Tasks that every matter may have."""

    OWN = "own", _("Task")
