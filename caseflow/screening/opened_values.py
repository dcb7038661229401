"""What the register's sealed values become once opened: people, candidates, and their parts.

A value that does not open stands for itself: its page says so, and shows the rest.
"""

from __future__ import annotations

import json
from typing import Any

from caseflow.crypto.broken_seals import Unreadable
from caseflow.screening.matching.people import Candidate, Person


def person_of(text: str | None) -> Person:
    """A person of the register; their name says so where they cannot be shown."""
    if isinstance(text, Unreadable):
        return Person((text,))
    return Person.from_json(text or '{"names": [""]}')


def candidate_of(text: str | None) -> Candidate:
    """A candidate as they were kept; their name says so where they cannot be shown."""
    if isinstance(text, Unreadable):
        return Candidate(text)
    parts = json.loads(text or '{"name": ""}')
    return Candidate(**{**parts, "other_names": tuple(parts.get("other_names", ()))})


def parts_of(text: str | None) -> dict[str, Any] | None:
    """What was kept in parts (a dossier, a comparison, reasons); None where it does not open."""
    if isinstance(text, Unreadable):
        return None
    parts: dict[str, Any] = json.loads(text or "{}")
    return parts
