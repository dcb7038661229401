"""What the search box finds among cases."""

from __future__ import annotations

from flask import url_for

from caseflow.cases.lists.case_search import FoundCase, cases_opened_lately, find_cases
from caseflow.cases.lists.queue import View
from caseflow.cases.names.colleague_search import find_colleagues
from caseflow.cases.pages import filtering
from caseflow.cases.pages.room import READ
from caseflow.labels import _
from caseflow.web import store
from caseflow.web.guard import current_actor
from caseflow.web.search import MOST, Answer, Hit, Searcher, register_search
from caseflow.web.typed_words import seal_words

LATELY = 6
THEIR_CASES = _("the cases of this colleague")
NAMED_TEAM = _("named team only")


def find(typed: str) -> Answer:
    """The cases that were meant."""
    found = find_cases(store.session(), typed, actor=current_actor(), limit=MOST)
    titled = any(each.title for each in found.cases)
    more = filtering.address({"view": View.ALL, "w": seal_words(typed)}) if found.more else ""
    return Answer(
        tuple(_hit(each, exact=each.reference == found.exact) for each in found.cases),
        {"references": [each.reference for each in found.cases]},
        ("cases.title",) * titled,
        more,
    )


def find_people(typed: str) -> Answer:
    """The colleagues of this name who have cases, each with the list of these."""
    found = find_colleagues(store.session(), typed, actor=current_actor(), limit=MOST)
    hits = (
        Hit(
            each.name,
            filtering.address({"view": View.ALL, "w": seal_words(each.name)}),
            "person-badge",
            (*((each.title,) if each.title else ()), THEIR_CASES),
        )
        for each in found
    )
    return Answer(tuple(hits), {"people": [each.username for each in found]})


def lately() -> tuple[Hit, ...]:
    """The cases opened last."""
    found = cases_opened_lately(store.session(), actor=current_actor(), limit=LATELY)
    return tuple(map(_hit, found))


def _hit(found: FoundCase, *, exact: bool = False) -> Hit:
    if found.bare:
        url = url_for("cases.oversee", reference=found.reference)
        return Hit(found.reference, url, "shield-lock", (found.stage, NAMED_TEAM), exact)
    url = url_for("cases.case", reference=found.reference)
    if not found.title:
        return Hit(found.reference, url, "folder2-open", (found.stage,), exact)
    return Hit(found.title, url, "folder2-open", (found.reference, found.stage), exact)


register_search(Searcher("cases", _("Cases"), "cases.case", READ, find, order=10, lately=lately))
register_search(Searcher("colleagues", _("Colleagues"), "cases.every", READ, find_people, order=15))
