"""One page for everything that goes wrong: a title, one sentence, and nothing confidential."""

from __future__ import annotations

from typing import Any

from flask import Flask, g, make_response, render_template
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

from caseflow.errors import AlreadyDone, NotFound, NotReady, Refused
from caseflow.labels import Text, _
from caseflow.web.unsent import answer_without_session, words_carried

# What each status says. A missing page and one that is not for the reader read the same.
SAID: dict[int, tuple[Text, Text]] = {
    400: (
        _("This could not be read"),
        _("What was sent does not fit the page it came from. Nothing was kept of it."),
    ),
    401: (_("Sign in first"), _("This page is for people who are signed in.")),
    403: (_("This is not for you to do"), _("Somebody with another role can do it.")),
    404: (
        _("Not found"),
        _("There is no such page, or it is not for you. The owner of a case can let you in."),
    ),
    405: (
        _("Not done this way"),
        _("This address is reached by a button or a link on a page."),
    ),
    409: (
        _("Not yet"),
        _("Something changed meanwhile, or something is missing first. Nothing was saved."),
    ),
    413: (
        _("Too much at once"),
        _("What was sent is larger than allowed. Nothing of it was saved."),
    ),
    415: (
        _("This kind of content is not taken"),
        _("Pages here take what their own forms send, and nothing else."),
    ),
    429: (_("Too many tries"), _("Wait a few minutes, then try again.")),
    500: (
        _("Something went wrong here"),
        _("Nothing was saved. It has been recorded; try again, or tell the help desk the time."),
    ),
    503: (
        _("Closed for a moment"),
        _("The service is busy or being looked after. Try again soon."),
    ),
}
STALE_FORM = _(
    "The page was open too long, or was opened by somebody else. Nothing was sent or kept."
)
RESCUED = frozenset({403, 404, 409, 429, 503})
"""Answers to a form that carry its words, so that they stand in the form again."""


def register_error_pages(app: Flask) -> None:
    """Answer every error with the same page in the reader's language."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _stale)
    app.register_error_handler(NotFound, _missing)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(NotReady, _not_ready)


def error_page(
    status: int, sentence: str | None = None, *, title: Text | None = None
) -> ResponseReturnValue:
    """The page for a status, with its own sentence and title unless others are given."""
    if status >= 500:
        # What failed may be what the frame asks: who looks, and what to offer.
        g.plain_furniture = True
    heading, usual = SAID.get(status, SAID[500 if status >= 500 else 400])
    words = words_carried() if status in RESCUED else ""
    page = render_template(
        "errors/page.html", title=title or heading, sentence=sentence or usual, words=words
    )
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:
        return error.response  # a view chose this answer itself
    status = error.code or InternalServerError.code
    if status < 400:
        return error.get_response()  # a redirect, not an error
    answer = make_response(error_page(status))
    _keep_headers(answer, error)
    return answer


def _keep_headers(answer: Any, error: HTTPException) -> None:
    """Keep what HTTP itself asks for: Allow beside 405, Retry-After beside 429 and 503."""
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            answer.headers[name] = value


def _stale(_error: CSRFError) -> ResponseReturnValue:
    answer = answer_without_session()
    return answer if answer is not None else error_page(400, STALE_FORM)


def _missing(_error: NotFound) -> ResponseReturnValue:
    return error_page(404)


def _refused(error: Refused) -> ResponseReturnValue:
    return error_page(403, error.sentence)


def _not_ready(error: NotReady) -> ResponseReturnValue:
    title = _("Done already") if isinstance(error, AlreadyDone) else None
    return error_page(409, error.sentence, title=title)
