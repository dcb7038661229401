"""How far a reader's moves go: which permissions they hold for moves, and in whose cases."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from caseflow import packs
from caseflow.access import reach
from caseflow.access.actor import Actor, Held
from caseflow.access.desks import Desks, by_kind
from caseflow.access.models import Classification
from caseflow.access.permissions import Permission
from caseflow.cases.course.next_move import goes_on
from caseflow.cases.workflow import track, track_names
from caseflow.manifests import by_value

MOST_PAIRS = 24
"""Pairs of permission and entity that are looked through one by one; of more, the entities of one
permission are looked for together."""
Held_ = tuple[Held, ...]


@dataclass(frozen=True)
class Reach:
    """How many permissions a reader holds for moves, and how far; values come with each execution.

    `held` permissions in all; `everywhere` those that reach all cases; `pairs` of a permission and
    an entity; `wide` permissions that reach many entities; `near` those that reach the cases of
    colleagues, `desks` those that reach desks.
    """

    held: int
    everywhere: int = 0
    pairs: int = 0
    wide: int = 0
    near: int = 0
    desks: int = 0


def reach_of(actor: Actor) -> tuple[Reach, dict[str, Any]]:
    """How far this reader's moves go, and the values that belong in the statements."""
    places = {each: actor.holding(each) for each in move_permissions() if actor.may(each)}
    anywhere = [p for p, held in places.items() if any(h.everywhere for h in held)]
    within = {p: held for p, held in places.items() if p not in anywhere}
    entities = _entities(within)
    together = sum(map(len, entities.values())) > MOST_PAIRS
    pairs = [] if together else [(p, e) for p, every in entities.items() for e in every]
    wide = entities if together else {}
    near = _colleagues(within)
    desks = _desks(within)
    values: dict[str, Any] = {"me": actor.user_id, "out": f"%{actor.user_id.hex}%"}
    values |= {f"may{n}": p.value for n, p in enumerate(places)}
    values |= {f"anywhere{n}": p.value for n, p in enumerate(anywhere)}
    for n, (p, entity) in enumerate(pairs):
        values |= {f"pair_move{n}": p.value, f"pair_entity{n}": entity}
    for n, (p, every) in enumerate(wide.items()):
        values |= {f"wide_move{n}": p.value, f"wide_entities{n}": every}
    for n, (p, every) in enumerate(near.items()):
        values |= {f"near_move{n}": p.value, f"near_owners{n}": every}
    for n, (p, at) in enumerate(desks.items()):
        values[f"desk_move{n}"] = p.value
        values |= {f"{kind}{n}": each for kind, each in by_kind(at).items()}
    counts = (len(each) for each in (places, anywhere, pairs, wide, near, desks))
    return Reach(*counts), values


def reaches(actor: Actor, permission: Permission, row: Any) -> bool:
    """Whether this reader has a permission in the case of a row of `waiting.page`."""
    strict = row.classification is Classification.STRICTLY_CONFIDENTIAL
    return reach.reaches(
        actor.holding(permission), row, actor.user_id, named_only=strict, let_in=row.on_team
    )


def move_permissions() -> tuple[Permission, ...]:
    """The permissions that a next move may need, in any track of this home."""
    return _needed(packs.config_folder().absolute())


@lru_cache(maxsize=64)
def _needed(_folder: Path) -> tuple[Permission, ...]:
    ways = [track(name) for name in track_names()]
    needed = {
        by_value(Permission, move.needs) for way in ways for move in way.moves if goes_on(way, move)
    }
    return tuple(sorted(needed))


def _entities(places: dict[Permission, Held_]) -> dict[Permission, list[UUID]]:
    found = {p: sorted({e for h in held for e in h.entities}) for p, held in places.items()}
    return {p: every for p, every in found.items() if every}


def _colleagues(places: dict[Permission, Held_]) -> dict[Permission, list[UUID]]:
    found = {p: sorted({c for h in held for c in h.colleagues}) for p, held in places.items()}
    return {p: every for p, every in found.items() if every}


def _desks(places: dict[Permission, Held_]) -> dict[Permission, Desks]:
    found = {p: frozenset(d for h in held for d in h.desks) for p, held in places.items()}
    return {p: every for p, every in found.items() if every}
