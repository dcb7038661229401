"""What the search box finds among victims' files: codes, and nothing else."""

from __future__ import annotations

from flask import url_for

from caseflow.labels import Text, _
from caseflow.victims.codes import VICTIM_CODES
from caseflow.victims.pages.room import READ
from caseflow.victims.queries.code_search import files_opened_lately, find_files
from caseflow.web import store
from caseflow.web.guard import current_actor
from caseflow.web.search import MOST, Answer, Hit, Searcher, register_search

LATELY = 6


def find(typed: str) -> Answer:
    """The files of which a part of the code was typed."""
    found = find_files(store.session(), typed, actor=current_actor(), limit=MOST)
    whole = VICTIM_CODES.parse(typed)
    return Answer(
        tuple(_hit(code, urgency, exact=code == whole) for code, urgency in found),
        {"files": [code for code, _urgency in found]},
    )


def lately() -> tuple[Hit, ...]:
    """The files opened last."""
    found = files_opened_lately(store.session(), actor=current_actor(), limit=LATELY)
    return tuple(_hit(code, urgency) for code, urgency in found)


def _hit(code: str, urgency: Text, *, exact: bool = False) -> Hit:
    return Hit(code, url_for("victims.person", code=code), "person-heart", (urgency,), exact)


register_search(
    Searcher(
        "victims", _("Victim assistance"), "victims.person", READ, find, order=30, lately=lately
    )
)
