"""Reading organisations and entities. Their names are open to everyone who is signed in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from caseflow.access.acting import assert_acting
from caseflow.access.actor import Actor
from caseflow.errors import NotFound
from caseflow.labels import _
from caseflow.reference.models import Entity, EntityDescent, Organization


def organizations(session: Session, *, actor: Actor) -> Sequence[Organization]:
    """Every organisation, by name."""
    assert_acting(session, actor)
    return session.scalars(sa.select(Organization).order_by(Organization.name)).all()


def organization(session: Session, code: str, *, actor: Actor) -> Organization:
    """The organisation of this code. Raises NotFound."""
    assert_acting(session, actor)
    found = session.scalar(sa.select(Organization).where(Organization.code == code))
    if found is None:
        raise NotFound(_("There is no such organisation."))
    return found


def entities(
    session: Session, *, actor: Actor, on: date | None = None, under: Entity | None = None
) -> Sequence[Entity]:
    """Entities by code, with their organisations; those that exist `on` a day, or `under` one."""
    assert_acting(session, actor)
    statement = sa.select(Entity).options(joinedload(Entity.organization)).order_by(Entity.code)
    if on is not None:
        statement = statement.where(
            Entity.valid_from <= on, sa.or_(Entity.valid_to.is_(None), Entity.valid_to > on)
        )
    if under is not None:
        statement = statement.where(Entity.id.in_(beneath(under.id)))
    return session.scalars(statement).all()


def entity(session: Session, code: str, *, actor: Actor) -> Entity:
    """The entity of this code, closed ones too. Raises NotFound."""
    assert_acting(session, actor)
    found = session.scalar(sa.select(Entity).where(Entity.code == code))
    if found is None:
        raise NotFound(_("There is no such entity."))
    return found


def entity_by_id(session: Session, entity_id: UUID, *, actor: Actor) -> Entity:
    """The entity with this id. Raises NotFound."""
    assert_acting(session, actor)
    found = session.get(Entity, entity_id)
    if found is None:
        raise NotFound(_("There is no such entity."))
    return found


def beneath(entity_id: UUID) -> sa.Select[UUID]:
    """The ids of an entity and all below it, for use within a predicate."""
    return sa.select(EntityDescent.entity_id).where(EntityDescent.ancestor_id == entity_id)
