"""What the rooms declare, known to every floor: their manifests, and all that is in them.

Engines stand below the rooms and name none of them. They ask here what there is: which acts the
trail knows, what a table is called. `rooms.load()` fills this once, before the application, a
command, the worker, a migration or a test does anything else. Who asks before gets `NotLoaded`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any, TypeVar, cast

from sqlalchemy.orm import Session

from caseflow.declared_enums import Declared
from caseflow.labels import Text

Member = TypeVar("Member", bound=Declared)


class NotLoaded(RuntimeError):
    """Somebody asked what rooms declare before they were loaded: a mistake in the program."""


class DeclaredTwice(RuntimeError):
    """Two rooms declare the same value, or call the same thing by two words."""


@dataclass(frozen=True, kw_only=True)
class Commands:
    """A group of commands: its name, what it is for, and the function that makes it."""

    name: str
    words: str
    made_by: str


@dataclass(frozen=True, kw_only=True)
class RoomWork:
    """What a room has done in the background, by the worker.

    `kinds` says what is done for each kind of job, and is safe to do twice: it gets the session,
    the job's arguments and its progress. `rounds` are done once a minute, with the session and the
    moment as `now`. A kind in `left_over` is asked for when a worker starts and its question is
    answered with yes: an earlier release left something to do.
    """

    kinds: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    rounds: tuple[Callable[..., object], ...] = ()
    left_over: Mapping[str, Callable[[Session], bool]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class RoomSpec:
    """What one room brings. What is heavy is given as text and loaded by whoever needs it.

    `tables` is a module with models; `pages` are modules with a blueprint `room`; `subscriptions`
    modules with `SUBSCRIPTIONS`; `declares` the room's acts, permissions and purposes; `things` and
    `fields` say what people call its tables and its sealed fields, by their names in the trail.
    What is loaded by name is written ``package.module:name``: `commands`, `data_files` (read at
    start; raise PackError), `work` (a RoomWork), `verification` (checks made with the trail's) and
    `demonstration` (functions that lay in what the room shows: session, cast, cases, `now`).
    `own_files` are the names, without ending, of the files that an organisation may lay into the
    `config` of its home (``tracks/*``: any name in that folder); another one stops the start.
    `matters` say what each of its kinds of matters takes part in (`matters.spec.MatterSpec`).
    `grounds` say what opens the room's kinds of roots (`access.policy.Ground`), `faces` how else
    whoever is on a page with a permission comes to what they see (`access.policy.Face`).
    `beside_the_wall` names the tables that belong to no root and are not for everybody, each with
    the modules that may read it (`access/named_readers.py`).
    `canaries` tells the form of each sealed text that is not plain (`demo/canaries.py`).
    `compartment` is the one whose keys seal the room's rows, empty where their form's does;
    `open_text` names the reason of each column whose text stands open
    (`documenting/open_text.toml`).
    """

    name: str
    tables: str = ""
    pages: tuple[str, ...] = ()
    subscriptions: tuple[str, ...] = ()
    declares: tuple[type[Declared], ...] = ()
    commands: Commands | None = None
    data_files: tuple[str, ...] = ()
    own_files: tuple[str, ...] = ()
    work: str = ""
    verification: tuple[str, ...] = ()
    demonstration: tuple[str, ...] = ()
    canaries: Mapping[str, str] = field(default_factory=dict)
    compartment: str = ""
    matters: tuple[Any, ...] = ()
    grounds: tuple[Any, ...] = ()
    faces: Mapping[Declared, Any] = field(default_factory=dict)
    beside_the_wall: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    open_text: Mapping[str, str] = field(default_factory=dict)
    things: Mapping[str, Text] = field(default_factory=dict)
    fields: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True)
class _Loaded:
    rooms: tuple[RoomSpec, ...]
    members: Mapping[type[Declared], Mapping[str, Declared]]
    things: Mapping[str, Text]
    fields: Mapping[str, Text]


_LOADED: list[_Loaded] = []


def lay_out(rooms: Iterable[RoomSpec]) -> None:
    """Take in the manifests of all rooms, once. Raises DeclaredTwice; nothing is taken in then."""
    known = tuple(rooms)
    members: dict[type[Declared], dict[str, Declared]] = {}
    for room in known:
        for enum in room.declares:
            _add_members(members.setdefault(_base_of(enum), {}), enum)
    things, fields = (_words(known, kind) for kind in ("things", "fields"))
    _LOADED[:] = [_Loaded(known, members, things, fields)]


def _add_members(known: dict[str, Declared], enum: type[Declared]) -> None:
    for member in enum:
        if (before := known.get(member.value)) is not None:
            names = sorted(f"{type(each).__name__}.{each.name}" for each in (before, member))
            raise DeclaredTwice(f"“{member.value}” is declared by {names[0]} and by {names[1]}")
        known[member.value] = member


def _base_of(enum: type[Declared]) -> type[Declared]:
    """The word that a room adds to: the class directly below `Declared`."""
    lineage = enum.__mro__
    return cast("type[Declared]", lineage[lineage.index(Declared) - 1])


def _words(rooms: tuple[RoomSpec, ...], kind: str) -> dict[str, Text]:
    words: dict[str, Text] = {}
    for room in rooms:
        for name, text in getattr(room, kind).items():
            if words.setdefault(name, text) != text:
                raise DeclaredTwice(f"“{name}” is “{words[name]}”, and “{text}” in {room.name}")
    return words


def _loaded() -> _Loaded:
    if not _LOADED:
        raise NotLoaded("rooms.load() comes first")
    return _LOADED[0]


def rooms() -> tuple[RoomSpec, ...]:
    """The manifests of all rooms, the lowest first. Raises NotLoaded."""
    return _loaded().rooms


def declared(base: type[Member]) -> tuple[Member, ...]:
    """Every member that rooms declare of a word, by value. Raises NotLoaded."""
    members = _loaded().members.get(base, {})
    return cast("tuple[Member, ...]", tuple(members[value] for value in sorted(members)))


def by_value(base: type[Member], value: str) -> Member:
    """The member with this value. Raises NotLoaded, and ValueError where no room declares it."""
    member = _loaded().members.get(base, {}).get(value)
    if member is None:
        raise ValueError(f"no {base.__name__} is called “{value}”")
    return cast("Member", member)


def thing_words() -> Mapping[str, Text]:
    """What people call the things that acts are about, by table. Raises NotLoaded."""
    return _loaded().things


def field_words() -> Mapping[str, Text]:
    """What people call sealed fields, by their name in the model. Raises NotLoaded."""
    return _loaded().fields


def named(part: Callable[[RoomSpec], Iterable[str]]) -> Iterator[Any]:
    """The functions that rooms name in a part of their manifest, loaded now. Raises NotLoaded."""
    for room in rooms():
        yield from map(find, part(room))


def subscriptions() -> Iterator[Any]:
    """Who hears what happened, of all rooms. Raises NotLoaded."""
    for room in rooms():
        for module in room.subscriptions:
            yield from import_module(module).SUBSCRIPTIONS


@cache
def works() -> tuple[RoomWork, ...]:
    """What all rooms have done in the background. Raises NotLoaded."""
    return tuple(find(room.work) for room in rooms() if room.work)


def find(reference: str) -> Any:
    """What a text such as ``package.module:name`` in a manifest names."""
    module, _colon, name = reference.partition(":")
    return getattr(import_module(module), name)
