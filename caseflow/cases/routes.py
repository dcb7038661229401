"""Every page of cases: importing a file of pages declares them."""

from __future__ import annotations

from caseflow.cases.pages import (
    access,
    answering,
    case,
    clocks,
    correcting,
    decisions_set_aside,
    departures,
    entity_days,
    findings_withdrawn,
    log,
    merging,
    moving,
    names_read_ahead,
    outside,
    overseen_cases,
    people,
    queue,
    register_difference,
    searching,
    tying,
    working,
)
from caseflow.cases.pages.room import room

__all__ = [
    "access",
    "answering",
    "case",
    "clocks",
    "correcting",
    "decisions_set_aside",
    "departures",
    "entity_days",
    "findings_withdrawn",
    "log",
    "merging",
    "moving",
    "names_read_ahead",
    "outside",
    "overseen_cases",
    "people",
    "queue",
    "register_difference",
    "room",
    "searching",
    "tying",
    "working",
]
