"""What the search box answers: each room registers what can be found in it, as it does its menus.

A search asks every room that the reader has the right for, and leaves one entry on the trail, with
what it showed (ADR 62). What was typed stands in no entry.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from flask import current_app

from caseflow.access.permissions import Permission
from caseflow.audit.acts import PageAct
from caseflow.audit.record import note_read
from caseflow.labels import Text
from caseflow.web import store
from caseflow.web.guard import current_actor

MOST = 8
"""Lines of one room; whoever wants more follows the link to its list."""


@dataclass(frozen=True)
class Hit:
    """One line of an answer: what it is called, where it is, and what tells it from others."""

    label: Text | str
    url: str
    icon: str
    details: tuple[Text | str, ...] = ()
    exact: bool = False
    """Whether this is the one thing that was asked for, by its whole reference."""


@dataclass(frozen=True)
class Answer:
    """What one room found; `shown` names for the trail what was delivered, `fields` what of it."""

    hits: tuple[Hit, ...] = ()
    shown: Mapping[str, Sequence[str]] = field(default_factory=dict)
    fields: tuple[str, ...] = ()
    more_url: str = ""


@dataclass(frozen=True)
class Searcher:
    """What can be found in a room. `permission` None means everyone who is signed in.

    `find` gets what was typed, tidied and not empty. `lately` gives what the reader opened last;
    it delivers nothing that is sealed.
    """

    name: str
    label: Text
    endpoint: str
    """A page of the room: an application may be built without it."""

    permission: Permission | None
    find: Callable[[str], Answer]
    order: int = 100
    lately: Callable[[], tuple[Hit, ...]] | None = None


@dataclass(frozen=True)
class Group:
    """The lines of one room, ready for the page."""

    name: str
    label: Text
    hits: tuple[Hit, ...]
    more_url: str = ""


_searchers: dict[str, Searcher] = {}


def register_search(searcher: Searcher) -> None:
    """Let the search box ask a room; registering a name again replaces it."""
    _searchers[searcher.name] = searcher


def searchers() -> list[Searcher]:
    """The rooms that this reader may ask, in their order."""
    actor = current_actor()
    ordered = sorted(_searchers.values(), key=lambda each: each.order)
    return [
        each
        for each in ordered
        if each.endpoint in current_app.view_functions
        and (each.permission is None or actor.may(each.permission))
    ]


def search(typed: str) -> list[Group]:
    """What the rooms answer; one entry on the trail for all of them."""
    asked = searchers()
    answers = [each.find(typed) for each in asked]
    shown: dict[str, list[str]] = {}
    for answer in answers:
        for kind, names in answer.shown.items():
            shown.setdefault(kind, []).extend(names)
    answered = [each for each, answer in zip(asked, answers, strict=True) if answer.hits]
    rights = [each.permission for each in (*answered, *asked) if each.permission is not None]
    note_read(
        store.session(),
        PageAct.SEARCHED,
        fields=tuple(dict.fromkeys(f for answer in answers for f in answer.fields)),
        facts={**shown, "rooms": [each.name for each in asked]},
        right=rights[0] if rights else None,
    )
    return [
        Group(each.name, each.label, answer.hits, answer.more_url)
        for each, answer in zip(asked, answers, strict=True)
        if answer.hits
    ]


def opened_lately() -> tuple[Hit, ...]:
    """What this reader opened last, of every room: references, and nothing that is sealed."""
    return tuple(hit for each in searchers() if each.lately is not None for hit in each.lately())
