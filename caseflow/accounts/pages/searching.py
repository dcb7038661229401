"""What the search box finds among people with an account, for whoever manages them."""

from __future__ import annotations

from flask import url_for

from caseflow.accounts.permissions import AccountPermission
from caseflow.accounts.queries import account_names
from caseflow.labels import _
from caseflow.names.word_search import carries_words, has_words
from caseflow.web import store
from caseflow.web.guard import current_actor
from caseflow.web.search import MOST, Answer, Hit, Searcher

CLOSED = _("account closed")


def find(typed: str) -> Answer:
    """The accounts whose name, user name or title was typed."""
    session, actor = store.session(), current_actor()
    found = [
        each
        for each in account_names(session, actor=actor)
        if has_words(f"{each.full_name} {each.username} {each.title or ''}", typed)
        or carries_words(each.full_name, typed)
    ][:MOST]
    hits = (
        Hit(
            each.full_name,
            url_for("people.shown", username=each.username),
            "person",
            (each.username, *(() if each.active else (CLOSED,))),
        )
        for each in found
    )
    return Answer(tuple(hits), {"people": [each.username for each in found]})


PEOPLE = Searcher("people", _("People"), "people.shown", AccountPermission.MANAGE, find, order=60)
