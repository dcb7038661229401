"""Made-up things for the furniture's own pages to show."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

PERSON = "Ines Okafor"


def at(day: int, month: int, hour: int, minute: int) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


CASE = (
    "title",
    "reference",
    "kind",
    "edge",
    "due",
    "due_words",
    "stage",
    "mark",
    "waiting_for",
    "owner",
    "kept",
)
LINES = (
    (
        "Payments for ghost workers",
        "CF-2026-00361",
        "Fraud",
        "late",
        "late",
        "6 days late",
        "Investigation",
        2,
        "Investigations Unit",
        "Ravi Menon",
        "confidential",
    ),
    (
        "Threats at the vehicle workshop",
        "CF-2026-00405",
        "Harassment",
        "late",
        "late",
        "1 day late",
        "Assessment",
        1,
        "Me",
        "",
        "confidential",
    ),
    (
        "Exploitation reported at a water point",
        "CF-2026-00422",
        "Sexual exploitation",
        "soon",
        "soon",
        "due in 2 days",
        "Received",
        0,
        "Me",
        PERSON,
        "strictly-confidential",
    ),
    (
        "Falsified fuel receipts, northern depot",
        "CF-2026-00417",
        "Fraud",
        "",
        "on",
        "18 Dec 2026",
        "Investigation",
        2,
        "Investigations Unit",
        PERSON,
        "strictly-confidential",
    ),
    (
        "Private use of a service car",
        "CF-2026-00388",
        "Misuse of property",
        "",
        "stopped",
        "clock stopped",
        "Review",
        3,
        "Subject",
        "Ravi Menon",
        "unclassified",
    ),
    (
        "Offensive messages in a team chat",
        "CF-2026-00341",
        "Harassment",
        "flag",
        "met",
        "met",
        "Closed",
        5,
        "Head of entity",
        "Lidia Kovac",
        "confidential",
    ),
)
CASES = [SimpleNamespace(**dict(zip(CASE, line, strict=True))) for line in LINES]
UNDER_INQUIRY = {"words": "Under inquiry", "tone": "info", "glyph": "hourglass-split"}
DATA = {
    "cases": CASES,
    "views": [
        {"words": "With me", "url": "#", "count": 48, "hot": False, "current": True},
        {"words": "Late", "url": "#", "count": 3, "hot": True, "current": False},
        {"words": "Waiting for others", "url": "#", "count": 11, "hot": False, "current": False},
    ],
    "steps": [
        {"words": "Received", "state": "done", "mark": 0, "note": "1 Sep"},
        {"words": "Assessment", "state": "done", "mark": 1, "note": "4 Sep · 9 days"},
        {"words": "Investigation", "state": "now", "mark": 2, "note": "since 17 Sep"},
        {"words": "Review", "state": "next", "mark": 3},
        {"words": "Decision", "state": "next", "mark": 4},
        {"words": "Closed", "state": "next", "mark": 5},
    ],
    "facts": [
        {"term": "Reported", "words": "1 Sep 2026", "note": "hotline, reporter known"},
        {"term": "Happened", "words": "Mar to Aug 2026", "note": "dates approximate"},
        {"term": "Place", "words": "Northern depot, Sector 2"},
        {"term": "Loss, estimated", "words": "USD 6,300"},
        {"term": "Interim measure", "words": ""},
    ],
    "subjects": [
        {"name": "Tomas Elberg", "sub": "P-3, Fuel Unit"},
        {"name": "Samir Haddad", "sub": "Contractor"},
        {"name": "Unidentified", "sub": "depot guard"},
    ],
    "allegations": [
        {
            "title": "Fraud: false receipts",
            "code": "A1",
            "note": "Mar to Aug 2026",
            "cells": [
                {
                    "words": "Substantiated",
                    "tone": "brand",
                    "glyph": "check-square-fill",
                    "note": "clear and convincing",
                },
                UNDER_INQUIRY | {"note": "interview 26 Nov"},
                None,
            ],
        },
        {
            "title": "Retaliation against a witness",
            "code": "A3",
            "note": "Sep 2026",
            "cells": [
                {
                    "words": "Sent to Ethics",
                    "tone": "seal",
                    "glyph": "arrow-up-right-square",
                    "url": "#",
                },
                None,
                None,
            ],
        },
    ],
    "tasks": [
        {
            "words": "Record the interview with Samir Haddad",
            "url": "#",
            "done": False,
            "note": "Ravi Menon",
            "due": "due in 3 days",
            "due_state": "soon",
        },
        {"words": "Attach the final report", "url": "#", "done": False, "due": "18 Dec 2026"},
        {"words": "Tell the subjects in writing", "url": "#", "done": True},
    ],
    "notes": [
        {
            "who": "Ravi Menon",
            "when": at(20, 11, 13, 5),
            "text": "The ledger and the pump meter differ.\nThe July pages are in another hand.",
        },
        {
            "who": PERSON,
            "when": at(18, 11, 8, 40),
            "text": "يطلب المحامي عشرة أيام.",
            "remark": "edited once",
        },
    ],
    "events": [
        {
            "when": at(20, 11, 13, 5),
            "who": "Ravi Menon",
            "words": "Note added",
            "tone": "mute",
            "glyph": "chat-left-text",
        },
        {
            "when": at(17, 11, 15, 22),
            "who": "Lidia Kovac",
            "words": "Finding: A1 substantiated",
            "tone": "brand",
            "glyph": "check2-square",
            "quote": "Receipts 114 to 131 bear numbers the supplier never issued.",
        },
        {
            "when": at(17, 9, 9, 30),
            "who": "Lidia Kovac",
            "words": "Moved to investigation",
            "tone": "brand",
            "glyph": "arrow-right",
        },
    ],
    "people": [
        {"role": "Owner", "name": PERSON},
        {"role": "Investigator", "name": "Ravi Menon", "note": "until 1 Dec 2026"},
    ],
    "files": [
        {
            "name": "Depot ledger, scans 1 to 48",
            "url": "#",
            "note": "PDF, 31 MB",
            "classification": "strictly-confidential",
        },
        {
            "name": "Attachment from e-mail",
            "url": "#",
            "note": "held back by the virus scan",
            "glyph": "file-earmark-x",
            "quarantined": True,
        },
    ],
}
