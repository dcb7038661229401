"""What stood in a case before it was corrected, in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from caseflow.cases.models import Reporting
from caseflow.cases.opened_case.views import EventView, OccurrenceView
from caseflow.cases.pages.occurrence_words import happened
from caseflow.cases.records.correctable import when_read
from caseflow.crypto.broken_seals import Unreadable
from caseflow.labels import _
from caseflow.reference.lists import intake_channels, personnel_categories, rank_bands
from caseflow.reference.pages import particulars
from caseflow.reference.taxonomy import conduct
from caseflow.web.words import day, say


def in_words(fact: str, text: str) -> str:
    """A text that is kept of this fact, as people read it; one that cannot be read as it is."""
    if not text:
        return say(_("nothing"))
    if isinstance(text, Unreadable) or fact not in WORDS:
        return text
    try:
        return WORDS[fact](text)
    except ValueError:
        return text


def was(event: EventView) -> str:
    """What stood there before a correction; empty for every other line."""
    return in_words(event.fact, event.was) if event.fact and event.was else ""


def _happened(text: str) -> str:
    kept = when_read(text)
    if kept is None:
        raise ValueError(text)
    return happened(
        OccurrenceView(
            precision=kept.precision,
            first_day=kept.first_day,
            last_day=kept.last_day,
            place=None,
        )
    )


def _conduct(text: str) -> str:
    known = conduct(text)
    return say(known.label) if known else text


WORDS: dict[str, Callable[[str], str]] = {
    "received_on": lambda text: day(date.fromisoformat(text)),
    "happened_on": lambda text: day(date.fromisoformat(text)),
    "found_on": lambda text: day(date.fromisoformat(text)),
    "decided_on": lambda text: day(date.fromisoformat(text)),
    "notified_on": lambda text: day(date.fromisoformat(text)),
    "channel": lambda text: say(intake_channels().label(text)),
    "reporting": lambda text: say(Reporting(text)),
    "happened": _happened,
    "left_on": lambda text: day(date.fromisoformat(text)),
    "date_of_birth": particulars.born,
    "nationality": particulars.country,
    "gender": particulars.gender,
    "rank_band": lambda text: say(rank_bands().label(text)),
    "personnel_category": lambda text: say(personnel_categories().label(text)),
    "type": _conduct,
}
