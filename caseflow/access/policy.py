"""What makes a root visible: one expression for the database, the same rule for a row in hand.

Barred beats granted, always: an exclusion or a classification above one's clearance beats every
role. What a person cannot have is left out of the expression, so that it is short and the same for
all whose rights have the same shape. The values come in as named parameters: a statement that lost
them fails instead of showing too much.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.sql.cache_key import HasCacheKey
from sqlalchemy.sql.visitors import ExtendedInternalTraversal

from caseflow.access.actor import Actor, Held
from caseflow.access.dated import in_force_where
from caseflow.access.desks import by_kind
from caseflow.access.models import Classification, Exclusion, Grant, Root, RootThing
from caseflow.access.permissions import Permission
from caseflow.access.reach import goes_to
from caseflow.access.root_days import day_at
from caseflow.access.root_kinds import RootKind
from caseflow.days import days_anywhere
from caseflow.db import Id, UTCDateTime, settle
from caseflow.labels import Labelled
from caseflow.manifests import declared, rooms


@dataclass(frozen=True)
class Ground:
    """Which permission opens a kind of root, and which clears its strictly confidential ones.

    Where none clears them, they are for whoever owns them or was let in by name, and for no role;
    `lifted` may tell of a role as held in which entities it clears them all the same. Roots that
    are `always_own` are seen by whoever owns them, whatever their roles; without `sees` by nobody
    else but those who were let in.
    """

    kind: RootKind
    sees: Permission | None
    clears: Permission | None = None
    lifted: Callable[[Held], frozenset[UUID]] | None = None
    always_own: bool = False

    def lifted_in(self, held: Iterable[Held]) -> frozenset[UUID]:
        """The entities in which these roles clear strictly confidential roots all the same."""
        if self.lifted is None:
            return frozenset()
        return frozenset().union(*(self.lifted(each) for each in held))


Face = Mapping[RootKind, Ground]


class _Reading(Mapping[RootKind, Ground]):
    """The grounds of all rooms, asked for when they are needed: rooms stand above this floor."""

    def __getitem__(self, kind: RootKind) -> Ground:
        return grounds()[kind]

    def __iter__(self) -> Iterator[RootKind]:
        return iter(grounds())

    def __len__(self) -> int:
        return len(grounds())


READING: Face = _Reading()
"""How whoever works in a room comes to what they see."""


@cache
def grounds() -> Mapping[RootKind, Ground]:
    """What opens each kind of root, as the rooms say it. Raises NotLoaded."""
    return {ground.kind: ground for room in rooms() for ground in room.grounds}


@cache
def face_of(permission: object) -> Face:
    """How whoever is on a page with this permission comes to what they see. Raises NotLoaded."""
    faces: dict[Any, Face] = {}
    for room in rooms():
        faces |= room.faces
    return faces.get(permission, READING)


def named_only(facts: Root | RootThing) -> bool:
    """Whether a root is for its named team only: reaching it by a role does not count there."""
    kind = facts.kind if isinstance(facts, Root) else facts.__root_kind__
    strict = facts.classification is Classification.STRICTLY_CONFIDENTIAL
    ground = READING.get(kind)
    return strict and ground is not None and ground.sees is not None and ground.clears is None


root = settle(Root.__table__.alias("wall_root"))
grant = settle(Grant.__table__.alias("wall_grant"))
bar = settle(Exclusion.__table__.alias("wall_bar"))
USER = bindparam("wall_user", type_=Id())
NOW = bindparam("wall_now", type_=UTCDateTime())
TODAY = day_at(root.c.entity_id, NOW)
"""The day it is where the root belongs."""
FIRST = bindparam("wall_first", type_=sa.Date())
LAST = bindparam("wall_last", type_=sa.Date())
"""The first and the last of the days that it is somewhere on earth."""
LISTS: dict[str, tuple[Any, Any]] = {
    "entities": (root.c.entity_id, Id()),
    "colleagues": (root.c.owner_id, Id()),
    "desk_ids": (root.c.desk_id, Id()),
    "desk_codes": (root.c.desk_code, sa.BigInteger()),
    "desk_words": (root.c.desk, sa.String()),
}
"""What reaches a root, each a list of values, with the column that must be in it."""
EXACT, STEP = 8, 8
"""Lists up to so long have as many places as values; longer ones are filled up by steps."""


class Shape(HasCacheKey):
    """What the wall asks about for one person, without any value of theirs.

    `reached` says for each kind of root how long each of `LISTS` is, None where the person reaches
    everywhere; `opened` are the kinds that grants and owning open (all that are reached among
    them), `cleared` those whose strictly confidential roots are reached, too; `lifted` says in how
    many entities those of a kind are reached by an engagement. Equal shapes share one statement.
    """

    _traverse_internals: ClassVar = [("facts", ExtendedInternalTraversal.dp_plain_obj)]

    def __init__(
        self,
        reached: Mapping[RootKind, tuple[int, ...] | None],
        opened: Iterable[RootKind],
        cleared: Iterable[RootKind],
        lifted: Mapping[RootKind, int],
    ) -> None:
        self.facts = (
            tuple(reached.items()),
            tuple(opened),
            tuple(cleared),
            tuple(lifted.items()),
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Shape) and self.facts == other.facts

    def __hash__(self) -> int:
        return hash(self.facts)


@dataclass(frozen=True)
class Sight:
    """What one person sees: the shape of the wall, and the values that belong in it."""

    shape: Shape
    values: Mapping[str, Any]


def visible(root_id: Any, shape: Shape) -> sa.ColumnElement[bool]:
    """Whether the root of this column may be seen; values come from the `sight` of a person."""
    return sa.exists(
        sa.select(sa.literal_column("1"))
        .select_from(root)
        .where(root.c.id == root_id, *conditions(shape))
    )


def conditions(shape: Shape) -> tuple[sa.ColumnElement[bool], ...]:
    """What must hold of `wall_root`."""
    reached, opened, cleared, lifted = shape.facts
    let_in = sa.exists().where(
        grant.c.root_id == root.c.id,
        grant.c.user_id == USER,
        in_force_where(grant, TODAY, FIRST, LAST),
    )
    barred = sa.exists().where(
        bar.c.root_id == root.c.id,
        bar.c.user_id == USER,
        in_force_where(bar, TODAY, FIRST, LAST),
    )
    ways = [_reached(kind, lengths, cleared=kind in cleared) for kind, lengths in reached]
    ways += [_lifted(kind, length) for kind, length in lifted]
    if opened:
        kinds = _among(root.c.kind, [_said(kind) for kind in opened])
        ways.append(sa.and_(kinds, sa.or_(root.c.owner_id == USER, let_in)))
    return sa.or_(sa.false(), *ways), sa.not_(barred)


def _reached(
    kind: RootKind, lengths: tuple[int, ...] | None, *, cleared: bool
) -> sa.ColumnElement[bool]:
    """Roots of a kind that roles reach; strictly confidential ones only for those cleared."""
    held = [root.c.kind == _said(kind)]
    if lengths is not None:
        lists = zip(LISTS.items(), lengths, strict=True)
        ways = [
            _among(column, _places(_prefix(kind, name), type_, length))
            for (name, (column, type_)), length in lists
            if length
        ]
        held.append(sa.or_(sa.false(), *ways))
    if not cleared:
        held.append(root.c.classification != _said(Classification.STRICTLY_CONFIDENTIAL))
    return sa.and_(*held)


def _lifted(kind: RootKind, length: int) -> sa.ColumnElement[bool]:
    """Strictly confidential roots of a kind where an engagement clears them."""
    return sa.and_(
        root.c.kind == _said(kind),
        root.c.classification == _said(Classification.STRICTLY_CONFIDENTIAL),
        _among(root.c.entity_id, _places(_prefix(kind, "lifted"), Id(), length)),
    )


def _among(
    column: sa.ColumnElement[Any], values: list[sa.ColumnElement[Any]]
) -> sa.ColumnElement[bool]:
    """Whether a column is one of these; for a short list SQLite would make a table each time."""
    if len(values) > EXACT:
        return column.in_(values)
    return sa.or_(*(column == each for each in values))


def _places(prefix: str, type_: Any, number: int) -> list[sa.ColumnElement[Any]]:
    return [bindparam(f"{prefix}{n}", type_=type_) for n in range(number)]


def _prefix(kind: RootKind, name: str) -> str:
    return f"wall_{kind.value.replace('-', '_')}_{name}_"


def _said(member: Labelled) -> sa.ColumnElement[Any]:
    """One of our own words, written into the statement."""
    return sa.literal_column(f"'{member.value}'")


def sight(actor: Actor, face: Face = READING) -> Sight:
    """What one person sees through the wall."""
    values = _own_values(actor)
    reached: dict[RootKind, tuple[int, ...] | None] = {}
    opened, cleared = [], []
    lifted: dict[RootKind, int] = {}
    for kind in declared(RootKind):
        ground = face.get(kind)
        held = actor.holding(ground.sees) if ground and ground.sees else ()
        if held or (ground and ground.always_own):
            opened.append(kind)
        if ground and ground.clears and actor.may(ground.clears):
            cleared.append(kind)
        if places := filled(sorted(ground.lifted_in(held)) if ground else []):
            lifted[kind] = len(places)
            values |= {f"{_prefix(kind, 'lifted')}{n}": e for n, e in enumerate(places)}
        if any(h.everywhere for h in held):
            reached[kind] = None
        elif held:
            reach = {
                "entities": sorted({e for h in held for e in h.entities}),
                "colleagues": sorted({c for h in held for c in h.colleagues}),
                **by_kind(frozenset(d for h in held for d in h.desks)),
            }
            lists = [filled(reach[name]) for name in LISTS]
            reached[kind] = tuple(len(each) for each in lists)
            for name, each in zip(LISTS, lists, strict=True):
                values |= {f"{_prefix(kind, name)}{n}": v for n, v in enumerate(each)}
    return Sight(Shape(reached, opened, cleared, lifted), values)


def _own_values(actor: Actor) -> dict[str, Any]:
    """Who asks and when: what the wall needs of everybody."""
    first, last = days_anywhere(actor.moment)
    own = {"wall_user": actor.user_id, "wall_now": actor.moment}
    return own | {"wall_first": first, "wall_last": last}


def filled(values: list[Any]) -> list[Any]:
    """A long list is filled up with its last value, so that few shapes serve everybody."""
    lacking = -len(values) % STEP if len(values) > EXACT else 0
    return values + values[-1:] * lacking


def admits(actor: Actor, facts: Root, *, granted: bool, barred: bool, face: Face = READING) -> bool:
    """The same rule for a root in hand; tests hold the two faces against each other."""
    ground = face.get(facts.kind)
    held = actor.holding(ground.sees) if ground and ground.sees else ()
    own = ground is not None and ground.always_own
    mine = granted or facts.owner_id == actor.user_id
    reached = mine or any(goes_to(each, facts) for each in held)
    strict = facts.classification is Classification.STRICTLY_CONFIDENTIAL
    cleared = bool(ground and ground.clears and actor.may(ground.clears))
    lifted = strict and ground is not None and facts.entity_id in ground.lifted_in(held)
    seen = lifted or (reached and (not strict or mine or cleared))
    return bool(held or own) and seen and not barred
