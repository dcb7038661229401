"""Telling what the last act did, on the next page, with a way to undo it where there is one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import flash, get_flashed_messages

from caseflow.web.words import say

TONES = ("ok", "info", "warn", "late")


@dataclass(frozen=True)
class Told:
    """A message as the page shows it; `undo` is an address to POST to, `see` one to follow."""

    tone: str
    sentence: str
    undo: str = ""
    see: str = ""
    see_label: str = ""


def tell(
    sentence: str, tone: str = "ok", *, undo: str = "", see: str = "", see_label: str = ""
) -> None:
    """Show a sentence on the next page, in the language of this one.

    The session keeps it until then: never put anything confidential in it.
    Raises ValueError for a tone that no message has.
    """
    if tone not in TONES:
        raise ValueError(f"a message has no tone {tone!r}")
    told = {"sentence": say(sentence), "undo": undo, "see": see, "see_label": say(see_label)}
    flash(told, tone)  # type: ignore[arg-type]  # any value the session can keep will do


def told() -> Iterator[Told]:
    """The messages that wait for this page; asking takes them away."""
    waiting: list[Any] = list(get_flashed_messages(with_categories=True))
    for tone, message in waiting:
        if isinstance(message, dict):
            yield Told(tone, **message)
        else:
            yield Told(tone if tone in TONES else "info", str(message))
