"""One page for everything that goes wrong: a title, one sentence, and nothing confidential."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app, g, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError, RequestEntityTooLarge

from caseflow.access.actor import Actor
from caseflow.errors import AlreadyDone, GoesOnElsewhere, NotFound, NotReady, Refused
from caseflow.labels import Text, _
from caseflow.web.form_marks import MARK, read_mark
from caseflow.web.guard import acting_person
from caseflow.web.list_pages import page_links
from caseflow.web.places import in_reach, place_of, thing_above
from caseflow.web.unsent import (
    answer_unopened,
    answer_without_session,
    remains,
    rescues,
)
from caseflow.web.words import say

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
        _("There is no such page, or it is not for you. Whoever has a case can let others in."),
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
        _("What was sent is larger than what is taken at once. Nothing was changed by it."),
    ),
    415: (
        _("This kind of content is not taken"),
        _("Pages here take what their own forms send, and nothing else."),
    ),
    429: (_("Too many tries"), _("Wait a few minutes, then try again.")),
    500: (
        _("Something went wrong here"),
        _("Nothing was changed. It has been recorded: tell the help desk the time."),
    ),
    503: (
        _("Closed for a moment"),
        _("The service is busy or being looked after. Try again soon."),
    ),
}
STALE_FORM = _(
    "The page was open too long, or was opened before somebody else signed in here. Nothing was "
    "sent or kept."
)
NO_COOKIES = _(
    "Your browser sent no cookies along, so it is not known who sends this. Let it accept cookies "
    "from this address. Nothing was sent or kept."
)
NOT_SENT = _("Nothing was sent")
ANOTHERS_WORDS = _(
    "Somebody else has signed in here since this page was opened, so nothing of it was sent or "
    "kept. What was typed still stands in the page before this one: go back with your browser and "
    "copy it before you close that page."
)
GONE_ON = _(
    "This is not to be done here now: it was done already, or things have gone on since the page "
    "was opened. Nothing was saved."
)
RESCUED = frozenset({403, 404, 409, 413, 429, 500, 503})
"""Answers to a form that carry its words, so that they stand in the form again.

Where they cannot, the page says whether a draft was kept before, and where it is.
"""
MEGABYTE = 1024 * 1024
ABOUT = frozenset({403, 404, 409})
"""Answers about a thing and whoever asks for it; the others say nothing of either."""


def register_error_pages(app: Flask) -> None:
    """Answer every error with the same page in the reader's language."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _stale)
    app.register_error_handler(NotFound, _missing)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(NotReady, _not_ready)


def error_page(
    status: int,
    sentence: str | None = None,
    *,
    title: Text | str | None = None,
    onward: tuple[str, str] | None = None,
    form: str = "",
) -> ResponseReturnValue:
    """The page for a status, with its own sentence and title unless others are given.

    `form` is the address of the form that was sent, for a page that leads back to it empty.
    """
    if status >= 500:
        # What failed may be what the frame asks: who looks, and what to offer.
        g.plain_furniture = True
    heading, usual = SAID.get(status, SAID[500 if status >= 500 else 400])
    left = remains(readable=status != RequestEntityTooLarge.code) if status in RESCUED else None
    page = render_template(
        "errors/page.html",
        title=title or heading,
        sentence=sentence or usual,
        left=left,
        closed=left is not None and bool(left.words) and status in ABOUT and _is_closed(),
        thing=_thing() if status in ABOUT else ("", ""),
        form=form,
        onward=onward,
    )
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _is_closed() -> bool:
    """Whether the form that was sent is about something out of its writer's reach by now."""
    mark, actor = read_mark(request.form.get(MARK)), _asker()
    return mark is not None and actor is not None and not in_reach(mark.page, actor)


def _asker() -> Actor | None:
    """Whoever asks; nobody while there is no room that knows people."""
    return acting_person() if rescues() else None


def _thing() -> tuple[str, str]:
    """The page of the thing that this address lies beneath, where whoever asks may see it."""
    actor = _asker()
    return ("", "") if actor is None else thing_above(request.path, actor)


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:
        return error.response  # a view chose this answer itself
    status = error.code or InternalServerError.code
    if status < 400:
        return error.get_response()  # a redirect, not an error
    too_large = isinstance(error, RequestEntityTooLarge)
    answer = make_response(error_page(status, _too_large() if too_large else None))
    _keep_headers(answer, error)
    return answer


def _too_large() -> str:
    """What was too large, by how much, and what is taken."""
    with_files = request.mimetype == "multipart/form-data"
    limit = "MAX_CONTENT_LENGTH" if with_files else "MAX_FORM_MEMORY_SIZE"
    most = current_app.config[limit] // MEGABYTE
    size = -(-(request.content_length or 0) // MEGABYTE)
    if size > most:
        words = (
            _(
                "The files and words of this form are %(size)s MB; at most %(most)s MB are taken. "
                "Nothing was changed."
            )
            if with_files
            else _(
                "The words of this form are %(size)s MB; at most %(most)s MB are taken. Nothing "
                "was changed."
            )
        )
        return say(Text(words.msgid, size=size, most=most))
    return say(
        _(
            "At most %(most)s MB are taken at once, and this is more. Nothing was changed.",
            most=most,
        )
    )


def _keep_headers(answer: Any, error: HTTPException) -> None:
    """Keep what HTTP itself asks for: Allow beside 405, Retry-After beside 429 and 503."""
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            answer.headers[name] = value


def _stale(_error: CSRFError) -> ResponseReturnValue:
    answer = answer_without_session()
    if answer is not None:
        return answer
    if _is_anothers():
        return error_page(400, ANOTHERS_WORDS, title=NOT_SENT)
    page = request.full_path.rstrip("?")
    sentence = STALE_FORM if request.cookies else NO_COOKIES
    return error_page(400, sentence, form=page if place_of(page) else "")


def _is_anothers() -> bool:
    """Whether words were sent that somebody else typed than whoever is signed in now."""
    mark, actor = read_mark(request.form.get(MARK)), _asker()
    return mark is not None and actor is not None and mark.user_id != actor.user_id


def _missing(_error: NotFound) -> ResponseReturnValue:
    if not _thing()[0]:
        return error_page(404)
    return answer_unopened(GONE_ON) or error_page(404, GONE_ON, title=_("Not here now"))


def _refused(error: Refused) -> ResponseReturnValue:
    return answer_unopened(error.sentence) or error_page(403, error.sentence)


def _not_ready(error: NotReady) -> ResponseReturnValue:
    if isinstance(error, GoesOnElsewhere):
        onward = (error.reference, error.path) if error.path else None
        return error_page(409, error.sentence, title=error.title, onward=onward)
    if error.field == "after" and request.method == "GET":
        onward = (say(_("the beginning of the list")), page_links(None).first)
        return error_page(409, error.sentence, title=_("No such page"), onward=onward)
    title = _("Done already") if isinstance(error, AlreadyDone) else None
    return answer_unopened(error.sentence) or error_page(409, error.sentence, title=title)
