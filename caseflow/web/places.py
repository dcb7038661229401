"""What an address of ours leads to, and whether whoever asks may see what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from caseflow.access.actor import Actor
from caseflow.access.permissions import Permission
from caseflow.crypto.models import Compartment
from caseflow.errors import NotFound, Refused
from caseflow.labels import _
from caseflow.web.guard import Open, Room, declared

NAMING = ("reference", "code", "ref", "username")
"""The arguments of addresses that people know a thing by."""


@dataclass(frozen=True)
class Place:
    """What the address of a page leads to."""

    endpoint: str
    values: Mapping[str, Any]

    @property
    def room(self) -> Room | None:
        """The room whose page it is."""
        room = current_app.blueprints.get(self.endpoint.rpartition(".")[0])
        return room if isinstance(room, Room) else None

    @property
    def compartment(self) -> Compartment:
        """The compartment whose keys seal what is typed there."""
        return self.room.compartment if self.room else Compartment.SYSTEM

    @property
    def right(self) -> Permission | None:
        """The permission its page asks for; None for a page of everybody who is signed in."""
        need = declared(current_app).get(self.endpoint)
        return need if isinstance(need, Permission) else None

    @property
    def thing(self) -> str:
        """What people know the thing of the page by, such as the reference of a case; or empty."""
        return " · ".join(str(self.values[each]) for each in NAMING if each in self.values)

    @property
    def is_looked_for(self) -> bool:
        """Whether its thing is looked for when reach is checked: else nobody knows of it."""
        things = self.room.things if self.room else {}
        name = self.endpoint.rpartition(".")[2]
        return any(each in things or f"{name}.{each}" in things for each in self.values)

    def check_reach(self, actor: Actor) -> None:
        """Raise NotFound or Refused where the page is about something out of the actor's reach."""
        need = declared(current_app).get(self.endpoint)
        if not isinstance(need, Open) and not (need is not None and actor.may(need)):
            raise NotFound(_("There is no such page."))
        things = self.room.things if self.room else {}
        name = self.endpoint.rpartition(".")[2]
        for argument, value in self.values.items():
            find = things.get(f"{name}.{argument}") or things.get(argument)
            if find is not None:
                find(value)


def place_of(page: str) -> Place | None:
    """The page of an address of ours; None where there is no page that is looked at."""
    adapter = current_app.url_map.bind(request.host)
    try:
        endpoint, values = adapter.match(urlsplit(page).path, method="GET")
    except (HTTPException, RequestRedirect):
        return None
    return Place(str(endpoint), values)


def in_reach(page: str, actor: Actor) -> bool:
    """Whether a page is about something that this person may see."""
    place = place_of(page)
    if place is None:
        return False
    try:
        place.check_reach(actor)
    except (NotFound, Refused):
        return False
    return True


def thing_above(page: str, actor: Actor) -> tuple[str, str]:
    """The page of the thing that an address lies beneath, and what people know the thing by.

    Both are empty where it lies beneath none, and where that is out of this person's reach: the two
    are not told apart.
    """
    path = urlsplit(page).path.rpartition("/")[0]
    while path:
        place = place_of(path)
        if place is not None and place.thing and place.is_looked_for:
            return (path, place.thing) if in_reach(path, actor) else ("", "")
        path = path.rpartition("/")[0]
    return "", ""
