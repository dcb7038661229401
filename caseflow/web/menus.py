"""What the rail and the palette offer: rooms register entries, the reader's rights choose."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from flask import current_app, g, request, url_for

from caseflow.labels import Labelled, Text, _
from caseflow.web.viewer import viewer

Counter = Callable[[], "tuple[int, bool] | None"]
Offer = TypeVar("Offer", "MenuEntry", "Command")


class Group(Labelled):
    """The groups of the rail, in their order."""

    CASES = "cases", _("Cases")
    AROUND = "around", _("Around the case")
    INSIGHT = "insight", _("Insight")
    OVERSIGHT = "oversight", _("Oversight")
    SETTINGS = "settings", _("Settings")


class Link(StrEnum):
    """Single places that the frame points to, each filled by the room that has the page."""

    ANSWERS = "answers"
    HOME = "home"
    FIND = "find"
    HELP = "help"
    ME = "me"
    MY_RECORD = "my-record"
    NOTICES = "notices"
    SIGN_OUT = "sign-out"
    SLIM = "slim"
    STAY = "stay"


@dataclass(frozen=True)
class MenuEntry:
    """A line of the menu. `permission` None means everyone who is signed in.

    `key` is the short key shown in the palette, such as "g q"; `count` gives a number and whether
    it is alarming, or None.
    """

    group: Group
    label: Text
    endpoint: str
    icon: str
    permission: str | None
    order: int = 100
    key: str = ""
    count: Counter | None = None


@dataclass(frozen=True)
class Command:
    """Something to do from anywhere, offered by the palette."""

    label: Text
    endpoint: str
    icon: str
    permission: str | None
    order: int = 100
    key: str = ""


@dataclass(frozen=True)
class Shown:
    """A menu line ready for the template."""

    label: Text
    url: str
    icon: str
    key: str
    current: bool
    count: int | None
    hot: bool


_entries: dict[str, MenuEntry] = {}
_commands: dict[str, Command] = {}
_links: dict[Link, str] = {}


def register_menu(entry: MenuEntry) -> None:
    """Offer a page in the rail; registering an endpoint again replaces its line."""
    _entries[entry.endpoint] = entry


def register_command(command: Command) -> None:
    """Offer an act in the palette; registering an endpoint again replaces it."""
    _commands[command.endpoint] = command


def register_link(link: Link, endpoint: str) -> None:
    """Say which page the frame's link leads to."""
    _links[link] = endpoint


def entries() -> tuple[MenuEntry, ...]:
    """Every registered entry, in the order of the rail."""
    groups = list(Group)
    return tuple(sorted(_entries.values(), key=lambda e: (groups.index(e.group), e.order)))


def link(name: str) -> str | None:
    """The address behind one of the frame's links, or None while no room fills it."""
    endpoint = _links.get(Link(name))
    return address_of(endpoint) if endpoint in current_app.view_functions else None


def address_of(endpoint: str) -> str:
    """Where a page is that takes nothing; it stays there, so it is worked out once."""
    known: dict[tuple[str, str], str]
    known = current_app.extensions.setdefault("caseflow.addresses", {})
    key = (endpoint, request.script_root)
    if key not in known:
        known[key] = url_for(endpoint)
    return known[key]


def menu() -> list[tuple[Group, list[Shown]]]:
    """The rail for this reader: groups with at least one line; drawn up once a page."""
    if "menu" not in g:
        g.menu = _menu()
    found: list[tuple[Group, list[Shown]]] = g.menu
    return found


def _menu() -> list[tuple[Group, list[Shown]]]:
    shown: dict[Group, list[Shown]] = {}
    for entry in _allowed(entries()):
        shown.setdefault(entry.group, []).append(_shown(entry))
    return list(shown.items())


def commands() -> list[Shown]:
    """The acts this reader may start from anywhere."""
    ordered = sorted(_commands.values(), key=lambda c: c.order)
    return [_line(command, None) for command in _allowed(ordered)]


PLACES = (
    (Link.NOTICES, _("Notifications"), "bell"),
    (Link.ME, _("My settings"), "gear"),
    (Link.MY_RECORD, _("What is recorded about my use"), "eye"),
    (Link.HELP, _("Help"), "question-circle"),
)
"""The places that everyone has, as the search box and the palette call them."""


def places() -> list[Shown]:
    """The single places of the frame that some room fills, as lines."""
    found = [(link(name), label, icon) for name, label, icon in PLACES]
    return [Shown(label, url, icon, "", False, None, False) for url, label, icon in found if url]


def _allowed(wanted: Iterable[Offer]) -> list[Offer]:
    person = viewer()
    if person is None:
        return []
    # An application may be built without some of the rooms; their lines then lead nowhere.
    return [
        w
        for w in wanted
        if w.endpoint in current_app.view_functions
        and (w.permission is None or person.may(w.permission))
    ]


def _shown(entry: MenuEntry) -> Shown:
    return _line(entry, entry.count() if entry.count else None)


def _line(entry: MenuEntry | Command, counted: tuple[int, bool] | None) -> Shown:
    number, hot = counted or (None, False)
    current = request.endpoint == entry.endpoint
    url = address_of(entry.endpoint)
    return Shown(entry.label, url, entry.icon, entry.key, current, number, hot)
