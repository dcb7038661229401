"""What the search box finds in screening: the register for its readers, own look-ups for others."""

from __future__ import annotations

from flask import url_for

from caseflow.labels import _
from caseflow.screening.pages.room import LOOK_UP, READ, RESOLVE
from caseflow.screening.queries.search import (
    FoundEntry,
    find_entries,
    find_own_look_ups,
    find_referrals,
)
from caseflow.web import store
from caseflow.web.guard import current_actor
from caseflow.web.search import MOST, Answer, Hit, Searcher, register_search


def find_in_register(typed: str) -> Answer:
    """The entries that were meant."""
    found = find_entries(store.session(), typed, actor=current_actor(), limit=MOST)
    hits = (_hit(each, url_for("screening.one", ref=each.ref), "journal-text") for each in found)
    return Answer(tuple(hits), {"entries": [each.ref for each in found]}, ("person",) * bool(found))


def find_look_ups(typed: str) -> Answer:
    """The reader's own look-ups that were meant."""
    found = find_own_look_ups(store.session(), typed, actor=current_actor(), limit=MOST)
    hits = (_hit(each, url_for("screening.answered", ref=each.ref), "search") for each in found)
    return Answer(
        tuple(hits), {"inquiries": [each.ref for each in found]}, ("candidate",) * bool(found)
    )


def find_waiting(typed: str) -> Answer:
    """The look-ups that wait for a judgement and were meant."""
    found = find_referrals(store.session(), typed, actor=current_actor(), limit=MOST)
    hits = (_hit(each, url_for("screening.compare", ref=each.ref), "layers-half") for each in found)
    return Answer(
        tuple(hits), {"inquiries": [each.ref for each in found]}, ("candidate",) * bool(found)
    )


def _hit(found: FoundEntry, url: str, icon: str) -> Hit:
    return Hit(found.name, url, icon, (found.ref, found.state), found.exact)


register_search(
    Searcher(
        "register", _("Screening register"), "screening.listed", READ, find_in_register, order=40
    )
)
register_search(
    Searcher("look-ups", _("My look-ups"), "screening.ask", LOOK_UP, find_look_ups, order=50)
)
register_search(
    Searcher("matches", _("Possible matches"), "screening.compare", RESOLVE, find_waiting, order=45)
)
