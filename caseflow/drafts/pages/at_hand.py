"""The draft of the page at hand: the mark of its form, what was typed, and where that belongs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import UUID

from flask import g, request, url_for

from caseflow.access.actor import Actor
from caseflow.crypto.models import Compartment
from caseflow.drafts.models import Draft
from caseflow.drafts.queries import DraftLine, drafts_of_form, is_kept
from caseflow.drafts.services import Desk, keep_draft
from caseflow.web import store
from caseflow.web.form_marks import MARK, TAKERS, FormMark, new_window, read_mark
from caseflow.web.form_tokens import CSRF, TOKEN
from caseflow.web.forms import SECRET, BaseForm
from caseflow.web.guard import acting_person, current_actor
from caseflow.web.lifecycle import SAFE
from caseflow.web.places import place_of
from caseflow.web.textfields import TAKE_OUT
from caseflow.web.viewer import viewer
from caseflow.web.words import time_of_day

OURS = frozenset({CSRF, TOKEN, MARK, "do", TAKE_OUT})
"""Fields of every form that nobody types."""
PLAIN = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[A-Z][A-Z0-9]{0,11}-[0-9]{4}-[0-9]{5,10}|[0-9]{1,3}")
"""What may stand in the address of a kept page beside its path: an id, a reference, a number."""
LONGEST_PAGE = 300
Words = dict[str, list[str]]


@dataclass(frozen=True)
class Kept:
    """What the form of a page carries, so that what is typed into it is kept.

    `url` is where it is kept while it is typed; empty for a form of few words, whose mark serves
    where it is sent in vain. `filled` says that the form stands there as it was typed before.
    """

    mark: str
    url: str
    kept_at: str
    others: tuple[DraftLine, ...] = ()
    filled: bool = False


def plain_address(path: str, query: str) -> str:
    """An address without anything that somebody typed into it."""
    kept = [(k, v) for k, v in parse_qsl(query) if k != MARK and PLAIN.fullmatch(v)]
    return f"{path}?{urlencode(kept)}" if kept else path


def page_at_hand(action: str) -> str:
    """Where the form of this page stands: at its own address if that can be opened, else here."""
    parts = urlsplit(action)
    if action and place_of(parts.path) is not None:
        return plain_address(parts.path, parts.query)
    return plain_address(request.path, request.query_string.decode("ascii", "replace"))


def sent_mark(user: Actor | None = None) -> FormMark | None:
    """The mark of the form that was just sent, if it is that of whoever acts."""
    if request.method in SAFE:
        return None
    mark, actor = read_mark(request.form.get(MARK)), user or acting_person()
    return mark if mark and actor and mark.user_id == actor.user_id else None


def sent_words() -> Words:
    """What was typed into the form that was just sent; no tokens, and never a password."""
    return {
        name: request.form.getlist(name)
        for name in request.form
        if name not in OURS and name.rpartition("-")[2] not in SECRET
    }


def draft_at_hand() -> Draft | None:
    """The draft that was gone back to on this page."""
    draft: Draft | None = g.get("draft")
    return draft


def desk_of(mark: FormMark) -> Desk:
    """Where a marked form is written."""
    place = place_of(mark.page)
    return Desk(
        page=mark.page,
        form=mark.form,
        window=mark.window,
        compartment=place.compartment if place else Compartment.SYSTEM,
        right=place.right if place else None,
        draft_id=mark.draft_id,
        version=mark.version,
    )


def keep_sent(mark: FormMark, words: Words, actor: Actor) -> Draft:
    """Keep the words of a marked form, as its room keeps them. Raises NotReady."""
    take = TAKERS.get(mark.form)
    return keep_draft(
        store.session(),
        lambda before: words if take is None else take(before, mark.page, words),
        desk=desk_of(mark),
        actor=actor,
        now=g.now,
    )


def kept_words(form: BaseForm, action: str = "") -> Kept | None:
    """What the form of this page carries; None for a form whose words are not kept."""
    if not form.carries_words or viewer() is None:
        return None
    actor, mark, draft = current_actor(), sent_mark(), draft_at_hand()
    others: tuple[DraftLine, ...] = ()
    if mark is None or mark.form != form.draft_name:
        page = page_at_hand(action)
        if len(page) > LONGEST_PAGE or place_of(page) is None:
            return None
        mark = FormMark(actor.user_id, page, form.draft_name, new_window())
        if draft is not None and draft.form == form.draft_name:
            mark = mark.seen(draft.id, draft.version)
        elif request.method == "GET" and form.draft_name not in TAKERS:
            found = drafts_of_form(store.session(), mark.form, actor=actor, page=page)
            others = tuple(found)
    here = draft if draft is not None and mark.draft_id == draft.id else None
    return Kept(
        mark.sealed(),
        url_for("drafts.keep") if form.keeps_words else "",
        time_of_day(here.kept_at) if here else "",
        others,
        filled=here is not None and request.method == "GET" and mark.form not in TAKERS,
    )


def went_on_elsewhere(mark: FormMark, draft_id: UUID) -> bool:
    """Whether a page's draft went on in another tab, so that its words are kept beside it."""
    if mark.draft_id is None or mark.draft_id == draft_id:
        return False
    return is_kept(store.session(), mark.draft_id, actor=current_actor())
