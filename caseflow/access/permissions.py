"""What can be permitted: one line each, `thing:action`, with its meaning and what it opens."""

from __future__ import annotations

from typing import Self

from caseflow.declared_enums import Declared
from caseflow.labels import Text, _


class Opens(Declared):
    """What a permission opens. Two people give a role that opens anything but nothing.

    A room declares what is confidential of it.
    """


class AccessOpens(Opens):
    """What permissions open that belong to no room of matters."""

    TRAIL = "trail", _("The audit trail")
    RIGHTS = "rights", _("The rights of other people")
    NOTHING = "nothing", _("Nothing confidential")


class Permission(Declared):
    """Everything a role may hold; a route or a verb names the one it needs.

    Every room declares its own, written ``NAME = "thing:action", _("Meaning"), CaseOpens.CASES``. A
    fourth part, True, says that whoever holds it oversees: they are told who may open such things.
    """

    opens: Opens
    oversees: bool

    def __new__(
        cls,
        value: str,
        label: Text | None = None,
        opens: Opens | None = None,
        oversees: bool = False,
    ) -> Self:
        """A permission of which nobody said what it opens cannot be written down."""
        if opens is None:
            raise TypeError(f"say what {value} opens")
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label if label is not None else Text(value)
        member.opens = opens
        member.oversees = oversees
        return member
