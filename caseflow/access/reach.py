"""How far roles go: whether what somebody holds reaches a root, in one function.

Verbs (`checks.require`), buttons (`cases/opened_case/reader.py`), lists and the wall's rule for a
root in hand (`policy.admits`) ask here. The wall itself is a statement; tests hold it to the same
answers.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol
from uuid import UUID

from caseflow.access.actor import Held


class Place(Protocol):
    """Where a root lies: its entity, its owner, and the desk at which it waits."""

    @property
    def entity_id(self) -> UUID | None:
        """The entity it belongs to."""

    @property
    def owner_id(self) -> UUID | None:
        """Who works on it."""

    @property
    def desk_id(self) -> Any:
        """The desk, chosen from the list of the entity."""

    @property
    def desk_code(self) -> Any:
        """The keyed code of a desk that was once written in words."""

    @property
    def landed_desk(self) -> Any:
        """Those words, until `flask seal` has been there."""


def goes_to(held: Held, place: Place) -> bool:
    """Whether one role as it is held goes as far as this place."""
    return (
        held.everywhere
        or place.entity_id in held.entities
        or place.owner_id in held.colleagues
        or held.works_at(place)
    )


def reaches(
    held: Iterable[Held], place: Place, user_id: UUID, *, named_only: bool, let_in: bool
) -> bool:
    """Whether somebody who holds these roles gets to a root at this place.

    Its owner does, and whoever was let in. A role reaches it as well, unless it is for its
    `named_only` team. Without a role nobody does.
    """
    roles = tuple(held)
    if not roles:
        return False
    if let_in or place.owner_id == user_id:
        return True
    return not named_only and any(goes_to(each, place) for each in roles)
