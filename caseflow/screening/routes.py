"""Every page of this room: importing a file of pages declares them."""

from __future__ import annotations

from caseflow.screening.pages import (
    asking,
    entry,
    listing,
    matches,
    searching,
    team_work,
    thresholds,
)
from caseflow.screening.pages.room import room

__all__ = ["asking", "entry", "listing", "matches", "room", "searching", "team_work", "thresholds"]
