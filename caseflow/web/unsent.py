"""What was sent and is not taken: rooms above may keep its words, and the page says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, current_app, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from caseflow.errors import DomainError
from caseflow.web import store
from caseflow.web.form_marks import MARK
from caseflow.web.lifecycle import SAFE

NAME = "caseflow.unsent"
BROKEN = (SQLAlchemyError, DomainError, OSError, LookupError, RuntimeError, ValueError)
"""What reading drafts or keys may fail with, where something is broken: SealBroken among them."""


@dataclass(frozen=True)
class Unsent:
    """How the words of a form are rescued.

    `without_session` answers a form that arrives from nobody, or whose page was open too long;
    None where it has no words to keep. `carried` gives the words sealed, for a page that leads
    back to the form with them; empty where there are none. `kept` is what was kept of the form
    before it was sent. `unopened` answers a page that was gone back to with such words and does not
    open, for the reason given; None for any other page.
    """

    without_session: Callable[[], ResponseReturnValue | None]
    carried: Callable[[], str]
    kept: Callable[[], KeptBefore | None]
    unopened: Callable[[str], ResponseReturnValue | None]


@dataclass(frozen=True)
class KeptBefore:
    """The draft of a form that was sent in vain: until when it was kept, and where it goes on."""

    at: datetime
    address: str


def use_unsent(app: Flask, unsent: Unsent) -> None:
    """Say what becomes of words that were sent in vain."""
    app.extensions[NAME] = unsent


def rescues() -> bool:
    """Whether there is a room that rescues words."""
    return NAME in current_app.extensions


@dataclass(frozen=True)
class Remains:
    """What is left of a form that was sent in vain, as far as it could be found out.

    `words` are sealed for a page that leads back with them; `draft` was kept before it was sent.
    """

    words: str = ""
    draft: KeptBefore | None = None
    known: bool = True


def remains(*, readable: bool) -> Remains | None:
    """What is left of the form that was just sent; None where nothing of it is ever kept.

    It answers whatever is broken: then it is not known what is left. `readable` is False for a
    form that is too large to be read at all.
    """
    unsent: Unsent | None = current_app.extensions.get(NAME)
    if unsent is None or request.method in SAFE:
        return None
    session = store.session()
    try:
        if not session.is_active:
            session.rollback()  # what failed was the database
        words = unsent.carried() if readable else ""
        draft = None if words else unsent.kept()
        marked = not readable or bool(request.form.get(MARK))
    except BROKEN:
        current_app.logger.exception("it could not be found out what is left of a form")
        return Remains(known=False)
    return Remains(words, draft) if words or draft or marked else None


def answer_without_session() -> ResponseReturnValue | None:
    """The answer to a form that arrives without a session, if its words can be kept."""
    unsent: Unsent | None = current_app.extensions.get(NAME)
    if unsent is None or request.method in SAFE:
        return None
    return unsent.without_session()


def answer_unopened(sentence: str) -> ResponseReturnValue | None:
    """The page of the words themselves, where that of their form does not open."""
    unsent: Unsent | None = current_app.extensions.get(NAME)
    return None if unsent is None else unsent.unopened(sentence)
