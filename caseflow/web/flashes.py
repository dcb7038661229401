"""Telling what the last act did, on the next page, with a way to undo it where there is one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import flash, g, get_flashed_messages

from caseflow.web.words import say

TONES = ("ok", "info", "warn", "late")
MESSAGE = "message"
"""The place of the first message on its page: an address that ends with it shows and focuses it."""


@dataclass(frozen=True)
class Told:
    """A message as the page shows it; `undo` is an address to POST to, `see` one to follow.

    `at` is the id of the panel it belongs to, and `id` its own, which the first one drawn has.
    """

    tone: str
    sentence: str
    undo: str = ""
    see: str = ""
    see_label: str = ""
    at: str = ""
    id: str = ""


def tell(
    sentence: str,
    tone: str = "ok",
    *,
    undo: str = "",
    see: str = "",
    see_label: str = "",
    at: str = "",
) -> None:
    """Show a sentence on the next page, in the language of this one.

    It stands in the panel whose id is `at`, else above the page.

    The session keeps it until then: never put anything confidential in it.
    Raises ValueError for a tone that no message has.
    """
    if tone not in TONES:
        raise ValueError(f"a message has no tone {tone!r}")
    told = {"sentence": say(sentence), "undo": undo, "see": see, "see_label": say(see_label)}
    flash(told | {"at": at}, tone)  # type: ignore[arg-type]  # any value the session can keep will do


def told(at: str = "") -> list[Told]:
    """The messages that wait for a panel of this page, or else all; asking takes them away.

    A page asks for its panels first, so that one without its panel stands above the page.
    """
    if "told" not in g:
        g.told = _read()
    waiting: list[Told] = g.told
    taken = [message for message in waiting if not at or message.at == at]
    g.told = [message for message in waiting if message not in taken]
    if taken and not g.get("told_first"):
        g.told_first = True
        taken[0] = replace(taken[0], id=MESSAGE)
    return taken


def _read() -> list[Told]:
    """What the session keeps for this page."""
    waiting: list[Any] = list(get_flashed_messages(with_categories=True))
    return [
        Told(tone, **message)
        if isinstance(message, dict)
        else Told(tone if tone in TONES else "info", str(message))
        for tone, message in waiting
    ]
