"""Answering a form that is sent again as it was answered the first time, without doing it twice.

Two requests are the same when token and content are the same, from one person to one address. The
token is made when the form is drawn and kept nowhere. What the form did and how it was answered
are kept in one transaction, so that a refused attempt uses nothing up, and of two requests that
come at once the database takes one. With another token, the same words within some minutes are
asked about: Back fills them in again on a page that was drawn anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from flask import Flask, Response, current_app, g, redirect, render_template, request
from flask import session as cookie
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from caseflow.labels import _
from caseflow.session_values import SessionValue
from caseflow.submissions.models import Submission
from caseflow.submissions.services import (
    LATELY,
    digest_of,
    digest_of_draft,
    first_submission,
    keep_submission,
)
from caseflow.web import store
from caseflow.web.edit_forms import OWN_VERSION, VERSION
from caseflow.web.flashes import tell
from caseflow.web.form_marks import MARK, RENEWING, TAKERS, read_mark
from caseflow.web.form_tokens import CSRF, TOKEN
from caseflow.web.guard import acting_person
from caseflow.web.lifecycle import SAFE, answer_busy, answer_met
from caseflow.web.places import in_reach
from caseflow.web.words import time_of_day

OURS = frozenset({CSRF, TOKEN, MARK})
AGAIN = "again"
"""The field that says that the same is meant to be done once more."""
WAITING = "_flashes"
"""Where Flask keeps the messages for the next page."""
SEEN_ONCE = 303
DRAFT_SENT = SessionValue[UUID]("draft_sent")
"""Where the session tells which draft ended with its act."""
SENT_BEFORE = _(
    "You sent just the same at %(time)s, and it was done then. Nothing was done a second time."
)
TAKEN = _(
    "You sent this at %(time)s, and it was taken then. Nothing was done a second time. What it led "
    "to is not open to you now."
)
SENT_ALREADY = _("This was sent already, and led here.")


def init_repeats(app: Flask) -> None:
    """Look at every sent form before its page does, and at every answer before the commit."""
    app.before_request(answer_repeated)
    app.before_request(answer_sent_draft)
    app.after_request(keep_answer)


def answer_repeated() -> ResponseReturnValue | None:
    """Answer as the first time, if this very form did its work within a day.

    The same words from a page that was opened anew (Back fills them in again) are asked about.
    """
    actor, token = acting_person(), request.form.get(TOKEN)
    if request.method in SAFE or actor is None or not token:
        return None
    session = store.session()
    address = request.full_path.rstrip("?")
    digest = digest_of(session, actor.user_id, address, token, content())
    first = first_submission(session, digest, now=g.now)
    if first is not None:
        return answer_of(first)
    if is_typed():
        words = digest_of(session, actor.user_id, request.path, "", content())
        before = first_submission(session, words, now=g.now, within=LATELY)
        if before is not None and AGAIN not in request.form:
            return ask_again(before)
        g.submission_words = words
    g.submission = digest
    g.waiting_before = len(cookie.get(WAITING, []))
    return None


def is_typed() -> bool:
    """Whether people type into this form, do it all at once, and nothing else knows it again.

    A form that carries the version of what it showed is known again by that, and what renews its
    act is not asked about.
    """
    mark = read_mark(request.form.get(MARK))
    files = any(each.filename for each in request.files.values())
    known = VERSION in request.form or OWN_VERSION in request.form
    return mark is not None and mark.form not in {*TAKERS, *RENEWING} and not known and not files


def answer_sent_draft() -> ResponseReturnValue | None:
    """Lead a page that was filled with a draft to what the draft led to when it was sent."""
    actor, wanted = acting_person(), request.args.get(MARK)
    if request.method != "GET" or actor is None or not wanted:
        return None
    session = store.session()
    sent = first_submission(session, digest_of_draft(session, actor.user_id, wanted), now=g.now)
    if sent is None:
        return None
    if in_reach(sent.address, actor):
        tell(SENT_ALREADY, "info")
        return redirect(sent.address, SEEN_ONCE)
    return taken_page(sent)


def keep_answer(response: Response) -> Response:
    """Keep an answer that leads on; where the same form came first meanwhile, answer like it."""
    digest, actor = g.pop("submission", None), acting_person()
    if digest is None or actor is None:
        return response
    if not 300 <= response.status_code < 400:
        return met_meanwhile(digest) or response if response.status_code >= 400 else response
    session, draft = store.session(), DRAFT_SENT.get(store.session())
    digests = [digest, g.get("submission_words")]
    digests.append(digest_of_draft(session, actor.user_id, str(draft)) if draft else None)
    try:
        for each in filter(None, digests):
            keep_submission(
                session,
                each,
                user_id=actor.user_id,
                address=response.location or "/",
                messages=list(cookie.get(WAITING, []))[g.waiting_before :],
                now=g.now,
                anew=each != digest,
            )
    except (IntegrityError, StaleDataError) as error:
        session.rollback()
        return met_meanwhile(digest) or answer_met(error)
    except OperationalError as error:
        return answer_busy(error)
    return response


def met_meanwhile(digest: bytes) -> Response | None:
    """The answer of the same form that came first while this one was at work, if there is one."""
    with store.session_factory()() as other:
        first = first_submission(other, digest, now=g.now)
    if first is None:
        return None
    store.session().rollback()
    g.pop("denied", None)
    return answer_of(first)


def answer_of(first: Submission) -> Response:
    """Where the first one led, with what it said; where that is out of reach now, what is so."""
    actor = acting_person()
    if actor is not None and not in_reach(first.address, actor):
        return current_app.make_response(taken_page(first))
    waiting = list(cookie.get(WAITING, []))
    more = [tuple(each) for each in first.messages]
    known = [tuple(each) for each in waiting]
    cookie[WAITING] = known + [each for each in more if each not in known]
    return current_app.make_response(redirect(first.address, SEEN_ONCE))


def ask_again(first: Submission) -> ResponseReturnValue:
    """Say that the same was sent a moment ago, lead to it, and offer to do it once more."""
    fields = [(n, v) for n, v in request.form.items(multi=True) if n not in (CSRF, TOKEN)]
    actor = acting_person()
    page = render_template(
        "errors/sent_before.html",
        sentence=_(SENT_BEFORE.msgid, time=time_of_day(first.sent_at)),
        led=first.address if actor and in_reach(first.address, actor) else "",
        action=request.full_path.rstrip("?"),
        fields=[*fields, (AGAIN, "yes")],
    )
    return page, 409


def taken_page(first: Submission) -> ResponseReturnValue:
    """Say that the first one was taken, where what it led to is out of reach now."""
    sentence = _(TAKEN.msgid, time=time_of_day(first.sent_at))
    return render_template("errors/sent_before.html", sentence=sentence, led="", fields=[]), 409


def content() -> Iterator[tuple[str, str]]:
    """Each field that was sent, and each file by its digest."""
    for name, value in request.form.items(multi=True):
        if name not in OURS and name != AGAIN:
            yield name, value
    for name, file in request.files.items(multi=True):
        stream: Any = file.stream
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        stream.seek(0)
        yield name, f"{file.filename} {digest}"
