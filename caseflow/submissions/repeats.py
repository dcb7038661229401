"""Answering a form that is sent again as it was answered the first time, without doing it twice.

Two requests are the same when token and content are the same, from one person to one address. The
token is made when the form is drawn and kept nowhere. What the form did and how it was answered
are kept in one transaction, so that a refused attempt uses nothing up, and of two requests that
come at once the database takes one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from flask import Flask, Response, current_app, g, redirect, request
from flask import session as cookie
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from caseflow.submissions.models import Submission
from caseflow.submissions.services import digest_of, first_submission, keep_submission
from caseflow.web import store
from caseflow.web.form_marks import MARK
from caseflow.web.form_tokens import CSRF, TOKEN
from caseflow.web.guard import acting_person
from caseflow.web.lifecycle import SAFE, answer_busy, answer_met

OURS = frozenset({CSRF, TOKEN, MARK})
WAITING = "_flashes"
"""Where Flask keeps the messages for the next page."""
SEEN_ONCE = 303


def init_repeats(app: Flask) -> None:
    """Look at every sent form before its page does, and at every answer before the commit."""
    app.before_request(answer_repeated)
    app.after_request(keep_answer)


def answer_repeated() -> ResponseReturnValue | None:
    """Answer as the first time, if this very form did its work within a day."""
    actor, token = acting_person(), request.form.get(TOKEN)
    if request.method in SAFE or actor is None or not token:
        return None
    session = store.session()
    address = request.full_path.rstrip("?")
    digest = digest_of(session, actor.user_id, address, token, content())
    first = first_submission(session, digest, now=g.now)
    if first is not None:
        return answer_of(first)
    g.submission = digest
    g.waiting_before = len(cookie.get(WAITING, []))
    return None


def keep_answer(response: Response) -> Response:
    """Keep an answer that leads on; where the same form came first meanwhile, answer like it."""
    digest, actor = g.pop("submission", None), acting_person()
    if digest is None or actor is None:
        return response
    if not 300 <= response.status_code < 400:
        return met_meanwhile(digest) or response if response.status_code >= 400 else response
    try:
        keep_submission(
            store.session(),
            digest,
            user_id=actor.user_id,
            address=response.location or "/",
            messages=list(cookie.get(WAITING, []))[g.waiting_before :],
            now=g.now,
        )
    except (IntegrityError, StaleDataError) as error:
        store.session().rollback()
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
        answer = answer_of(first)
    store.session().rollback()
    g.pop("denied", None)
    return answer


def answer_of(first: Submission) -> Response:
    """Where the first one led, with what it said."""
    waiting = list(cookie.get(WAITING, []))
    more = [tuple(each) for each in first.messages]
    known = [tuple(each) for each in waiting]
    cookie[WAITING] = known + [each for each in more if each not in known]
    return current_app.make_response(redirect(first.address, SEEN_ONCE))


def content() -> Iterator[tuple[str, str]]:
    """Each field that was sent, and each file by its digest."""
    for name, value in request.form.items(multi=True):
        if name not in OURS:
            yield name, value
    for name, file in request.files.items(multi=True):
        stream: Any = file.stream
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        stream.seek(0)
        yield name, f"{file.filename} {digest}"
