"""The closure of the tree of entities: kept in step when one is added or moved."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.reference.models import Entity, EntityDescent


def above(session: Session, entity_id: UUID) -> dict[UUID, int]:
    """Every ancestor of an entity with its distance, itself at 0."""
    rows = session.execute(
        sa.select(EntityDescent.ancestor_id, EntityDescent.depth).where(
            EntityDescent.entity_id == entity_id
        )
    )
    return dict(rows.all())


def below(session: Session, entity_id: UUID) -> dict[UUID, int]:
    """Every entity beneath one with its distance, itself at 0."""
    rows = session.execute(
        sa.select(EntityDescent.entity_id, EntityDescent.depth).where(
            EntityDescent.ancestor_id == entity_id
        )
    )
    return dict(rows.all())


def enter(session: Session, entity: Entity) -> None:
    """Write down the ancestors of a new entity; it and its parent are already flushed."""
    ancestors = {} if entity.parent_id is None else above(session, entity.parent_id)
    rows = [(ancestor, entity.id, depth + 1) for ancestor, depth in ancestors.items()]
    _insert(session, [*rows, (entity.id, entity.id, 0)])


def replace(session: Session, entity: Entity) -> None:
    """Hang an entity and all beneath it under its present parent in place of the former one."""
    branch = below(session, entity.id)
    session.execute(
        sa.delete(EntityDescent)
        .where(EntityDescent.entity_id.in_(branch), EntityDescent.ancestor_id.not_in(list(branch)))
        .execution_options(synchronize_session=False)
    )
    ancestors = {} if entity.parent_id is None else above(session, entity.parent_id)
    _insert(
        session,
        [
            (ancestor, member, higher + 1 + lower)
            for ancestor, higher in ancestors.items()
            for member, lower in branch.items()
        ],
    )


def _insert(session: Session, rows: Iterable[tuple[UUID, UUID, int]]) -> None:
    values = [
        {"ancestor_id": ancestor, "entity_id": entity, "depth": depth}
        for ancestor, entity, depth in rows
    ]
    if values:
        session.execute(sa.insert(EntityDescent), values)
