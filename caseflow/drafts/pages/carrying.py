"""Words that a page carries itself, sealed for whoever typed them: nothing of them is stored."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotEncoded
from uuid import UUID

from flask import g, request
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import RequestEntityTooLarge

from caseflow.access.acting import actor_of, bind_actor
from caseflow.crypto.apart import open_apart, seal_apart
from caseflow.crypto.errors import SealBroken
from caseflow.drafts.pages.at_hand import Words, desk_of, page_at_hand, sent_mark, sent_words
from caseflow.drafts.queries import own_drafts
from caseflow.web import store
from caseflow.web.form_marks import FormMark, read_mark
from caseflow.web.guard import acting_person
from caseflow.web.unsent import KeptBefore

MOST = 1_000_000
"""Characters, as much as a draft holds; beyond, a page carries nothing and says so."""


def carry(mark: FormMark, words: Words) -> str:
    """The words of a form for a page to carry; empty when they are too many.

    They are sealed for the mark's own person, under the keys of the room of the form.
    """
    text = json.dumps([mark.sealed(), words], ensure_ascii=True, separators=(",", ":"))
    if len(text) > MOST:
        return ""
    sealed = seal_apart(
        store.session(),
        text.encode(),
        owner=mark.user_id,
        compartment=desk_of(mark).compartment,
        now=g.now,
    )
    return urlsafe_b64encode(sealed).decode()


def carried_from_here() -> str:
    """The words of the form that was just sent by the person who acts; empty for none.

    A database that is away seals nothing: the page that says so then carries no words.
    """
    mark = sent_mark()
    try:
        return carry(mark, sent_words()) if mark is not None else ""
    except OperationalError:
        store.session().rollback()
        return ""


def kept_before() -> KeptBefore | None:
    """What the person who acts had kept of the form that was just sent, which may be unreadable.

    It is the newest draft on its page; nothing is opened.
    """
    actor, session = acting_person(), store.session()
    if actor is None:
        return None
    try:
        mark = sent_mark()
    except RequestEntityTooLarge:
        mark = None
    if actor_of(session) is None:
        bind_actor(session, actor)  # what is too large is refused before anything else is asked
    page = mark.page if mark is not None else page_at_hand(request.full_path)
    with session.no_autoflush:
        lines = [line for line in own_drafts(session, actor=actor) if line.page == page]
    return KeptBefore(lines[0].kept_at, lines[0].address) if lines else None


def taken_out(text: str, user_id: UUID) -> tuple[FormMark, Words] | None:
    """What a page carried for this person; None for what is not theirs, or was not made here."""
    try:
        opened = json.loads(open_apart(store.session(), urlsafe_b64decode(text), owner=user_id))
    except (SealBroken, NotEncoded, ValueError):
        return None
    mark = read_mark(opened[0])
    return (mark, opened[1]) if mark is not None and mark.user_id == user_id else None
