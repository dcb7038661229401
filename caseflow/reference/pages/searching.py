"""What the search box finds among entities, for whoever manages them."""

from __future__ import annotations

from flask import url_for

from caseflow.labels import _
from caseflow.names.word_search import has_words
from caseflow.reference.pages.room import MANAGE
from caseflow.reference.queries import entities
from caseflow.web import store
from caseflow.web.guard import current_actor
from caseflow.web.search import MOST, Answer, Hit, Searcher, register_search


def find(typed: str) -> Answer:
    """The entities whose code or name begins with what was typed."""
    found = [
        entity
        for entity in entities(store.session(), actor=current_actor())
        if has_words(f"{entity.code} {entity.name}", typed)
    ][:MOST]
    hits = (
        Hit(each.name, url_for("entities.one", code=each.code), "diagram-3", (each.code,))
        for each in found
    )
    return Answer(tuple(hits), {"entities": [each.code for each in found]})


register_search(Searcher("entities", _("Entities"), "entities.one", MANAGE, find, order=70))
