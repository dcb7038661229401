"""Every page of this room: importing a file of pages declares them."""

from __future__ import annotations

from caseflow.reference.pages import listing, lists, one, searching
from caseflow.reference.pages.room import room

__all__ = ["listing", "lists", "one", "room", "searching"]
