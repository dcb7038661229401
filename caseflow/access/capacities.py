"""What people are let into roots to do, and why they are kept out of one."""

from __future__ import annotations

from caseflow.declared_enums import Declared
from caseflow.labels import _


class Capacity(Declared):
    """What a person was let into a root to do; rooms declare what work there is in theirs."""


class AccessCapacity(Capacity):
    """What somebody is let in for in any room: to read, in an emergency, or to oversee.

    People only ever take the last two for themselves, in the open.
    """

    READER = "reader", _("Reader")
    EMERGENCY = "emergency", _("Emergency access")
    OVERSEER = "overseer", _("Takes part as overseer")


class Bar(Declared):
    """Why a person is kept out; a bar beats every role and every grant."""


class AccessBar(Bar):
    """Why somebody is kept out of what any room has."""

    CONFLICT = "conflict", _("Conflict of interest")
