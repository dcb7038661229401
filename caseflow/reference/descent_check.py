"""Whether the closure of the tree says what follows from the entity above each entity.

It decides who reaches what as much as roles do. Not it is on the trail, but the entity above each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from caseflow.audit.plain_rows import PlainRows, unreadable
from caseflow.audit.verifying import BATCH, Verdict
from caseflow.reference.models import Entity, EntityDescent

Descent = tuple[UUID, UUID, int]


def check_descent(session: Session, verdict: Verdict) -> None:
    """Add a fault for each line of descent that is missing, or that the tree does not say."""
    columns = {"id": Entity.id, "parent_id": Entity.parent_id}
    rows = PlainRows(session, columns).in_order("id", BATCH)
    parents = {row.id: row.parent_id for row in rows if not unreadable(row)}
    wanted = {(above, entity, depth) for entity in parents for above, depth in _up(entity, parents)}
    stored = set(_stored(session, verdict))
    for ancestor, entity, depth in sorted(stored - wanted):
        words = f"{entity} lies {depth} beneath {ancestor}; the tree does not say so"
        verdict.fault(None, f"entity_descent: {words}")
    for ancestor, entity, depth in sorted(wanted - stored):
        words = f"that {entity} lies {depth} beneath {ancestor} is missing"
        verdict.fault(None, f"entity_descent: {words}")


def _stored(session: Session, verdict: Verdict) -> Iterator[Descent]:
    names = ("ancestor_id", "entity_id", "depth")
    columns = {name: getattr(EntityDescent, name) for name in names}
    for row in PlainRows(session, columns).in_order("entity_id", BATCH):
        if unreadable(row):
            verdict.fault(None, "entity_descent: a row cannot be read")
        else:
            yield row.ancestor_id, row.entity_id, row.depth


def _up(entity: UUID, parents: Mapping[UUID, UUID | None]) -> Iterator[tuple[UUID, int]]:
    """An entity and all above it, each with its distance; it ends, also where they form a ring."""
    here: UUID | None = entity
    depth = 0
    while here is not None and depth <= len(parents):
        yield here, depth
        here, depth = parents.get(here), depth + 1
