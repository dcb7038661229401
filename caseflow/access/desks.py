"""At which desks a person works and a thing waits: ids, codes of landed words, and words.

A desk is chosen from a list of the entity and compared by its id. Earlier releases had desks and
teams in words, and equal words let in. Such rows keep a keyed code of their words, so that the
same words still meet and nobody reads them. Until `flask seal` has been there the words stand.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from caseflow.access.models import Membership
from caseflow.crypto.keyring import Keyring
from caseflow.crypto.tokens import QuickTokenizer
from caseflow.db import Id

Desks = frozenset[Any]
"""Ids, codes and words, each of its own type, so that none is taken for another."""
TEAMS = (Membership.team_id, Membership.team_code, Membership.landed_team)
KINDS: dict[str, tuple[str, Any]] = {
    "desk_ids": ("desk_id", Id()),
    "desk_codes": ("desk_code", sa.BigInteger()),
    "desk_words": ("landed_desk", sa.String()),
}
"""The three kinds, each with the attribute of a thing and the type of its values."""


def at(thing: Any) -> Desks:
    """The desk at which a root or a thing of one waits, however it is known."""
    return keys_of(thing.desk_id, thing.desk_code, thing.landed_desk)


def keys_of(*keys: Any) -> Desks:
    """A desk by what is known of it."""
    return frozenset(key for key in keys if key not in {None, ""})


def by_kind(desks: Desks) -> dict[str, list[Any]]:
    """Desks sorted into the kinds of KINDS, in a fixed order."""
    sorts = zip(KINDS, (UUID, int, str), strict=True)
    return {name: sorted(each for each in desks if isinstance(each, sort)) for name, sort in sorts}


def works_there(own: Callable[[Any], sa.Select[Any]]) -> sa.ColumnElement[bool]:
    """Whether a role is at one of the desks that `own` selects of a column of roles."""
    return sa.or_(*(column.in_(own(column)) for column in TEAMS))


class DeskCoder(QuickTokenizer):
    """Makes the codes of landed desks: equal for equal words, whatever their entity."""

    def __init__(self, keyring: Keyring) -> None:
        super().__init__(keyring, "desks")
