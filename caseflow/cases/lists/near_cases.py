"""How a reader's cases are looked for, so that those of others cost nothing.

They lie in entities, with owners, at desks, and where the reader was let in. A list takes each of
these as a part of its own statement; whoever reaches everywhere is looked for everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from caseflow.access.dated import not_ended
from caseflow.access.desks import KINDS, by_kind
from caseflow.access.policy import grant
from caseflow.cases.models import Case
from caseflow.cases.policy import Near
from caseflow.db import Id

MOST_ARMS = 24
"""Entities and owners that are looked through one by one; whoever reaches more sees so much that
any scan ends soon."""
Where = Sequence[sa.ColumnElement[bool]]


@dataclass(frozen=True)
class Along:
    """In so many entities, with so many owners, at desks, and where the reader was let in.

    The values are `arm0` …, `mate0` …, `desk_ids` and the like, `me` and `first_day`.
    """

    entities: int
    owners: int
    desks: bool


EVERYWHERE = None
Way = Along | None


def way_of(place: Near) -> Way:
    """How to look for the cases of a reader who has this place."""
    if place.entities is None or len(place.entities) + len(place.colleagues) > MOST_ARMS:
        return EVERYWHERE
    return Along(len(place.entities), len(place.colleagues), bool(place.desks))


def values_of(place: Near, way: Way) -> dict[str, Any]:
    """The values that this way of looking takes."""
    if way is EVERYWHERE or place.entities is None:
        return {}
    return {
        **by_kind(place.desks),
        **{f"arm{n}": entity for n, entity in enumerate(place.entities)},
        **{f"mate{n}": owner for n, owner in enumerate(place.colleagues)},
    }


def value(name: str, type_: Any, *, many: bool = False) -> sa.BindParameter[Any]:
    """A value that comes with the execution."""
    return sa.bindparam(name, type_=type_, expanding=many)


FIRST, LAST = value("first_day", sa.Date()), value("last_day", sa.Date())
"""Between these two lies the day it is at any entity."""


def parts_of(way: Way, granted: sa.CTE, *, apart: bool, owned: bool = True) -> list[Where]:
    """Conditions that divide the reader's cases; with `apart` each entity is a part of its own.

    Each part has one reason to be near and none of those before it: with reasons joined by OR,
    PostgreSQL would look through all cases there are. `granted` is from `granted()`; without
    `owned` nothing is looked for by its owner.
    """
    if way is EVERYWHERE:
        return [()]
    parts: list[Where] = []
    elsewhere: list[sa.ColumnElement[bool]] = []
    if entities := [value(f"arm{n}", Id()) for n in range(way.entities)]:
        within = [Case.entity_id == each for each in entities]
        parts += [[each] for each in (within if apart else [Case.entity_id.in_(entities)])]
        elsewhere.append(sa.or_(Case.entity_id.is_(None), Case.entity_id.not_in(entities)))
    if way.owners and owned:
        owners = [value(f"mate{n}", Id()) for n in range(way.owners)]
        parts.append([Case.owner_id.in_(owners), *elsewhere])
        elsewhere.append(sa.or_(Case.owner_id.is_(None), Case.owner_id.not_in(owners)))
    let_in = Case.id.in_(sa.select(granted.c.root_id))
    parts.append([let_in, *elsewhere])
    if way.desks:
        desks = [
            getattr(Case, attribute).in_(value(name, type_, many=True))
            for name, (attribute, type_) in KINDS.items()
        ]
        parts.append([sa.or_(*desks), *elsewhere, sa.not_(let_in)])
    return parts


def granted() -> sa.CTE:
    """What the reader was let into, asked once a statement; what has ended today the wall knows."""
    found: sa.Select[Any] = sa.select(grant.c.root_id).where(
        grant.c.user_id == value("me", Id()),
        not_ended(grant, FIRST),
    )
    return found.cte("let_in")
