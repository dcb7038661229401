"""What was sent and is not taken: rooms above may keep its words, and the page says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, current_app, request
from flask.typing import ResponseReturnValue

from caseflow.web.lifecycle import SAFE

NAME = "caseflow.unsent"


@dataclass(frozen=True)
class Unsent:
    """How the words of a form are rescued.

    `without_session` answers a form that arrives from nobody, or whose page was open too long;
    None where it has no words to keep. `carried` gives the words sealed, for a page that leads
    back to the form with them; empty where there are none.
    """

    without_session: Callable[[], ResponseReturnValue | None]
    carried: Callable[[], str]


def use_unsent(app: Flask, unsent: Unsent) -> None:
    """Say what becomes of words that were sent in vain."""
    app.extensions[NAME] = unsent


def answer_without_session() -> ResponseReturnValue | None:
    """The answer to a form that arrives without a session, if its words can be kept."""
    unsent: Unsent | None = current_app.extensions.get(NAME)
    if unsent is None or request.method in SAFE:
        return None
    return unsent.without_session()


def words_carried() -> str:
    """The words of the form that was just sent, sealed; empty where nothing can be carried."""
    unsent: Unsent | None = current_app.extensions.get(NAME)
    if unsent is None or request.method in SAFE:
        return ""
    return unsent.carried()
