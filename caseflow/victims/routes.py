"""Every page of this room: importing a file of pages declares them."""

from __future__ import annotations

from caseflow.victims.pages import days, helping, identity, person, searching, team_work, telling
from caseflow.victims.pages.room import room

__all__ = ["days", "helping", "identity", "person", "room", "searching", "team_work", "telling"]
