"""Reading organisations and entities. Their names are open to everyone who is signed in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from caseflow.access.acting import assert_acting
from caseflow.access.actor import Actor
from caseflow.access.dated import in_force
from caseflow.access.permissions import Permission
from caseflow.errors import NotFound, NotReady
from caseflow.labels import _
from caseflow.reference.models import Entity, EntityDescent, ListKind, ListValue, Organization


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
    session: Session,
    *,
    actor: Actor,
    on: date | None = None,
    under: Entity | None = None,
    may: Permission | None = None,
) -> Sequence[Entity]:
    """Entities by code, with their organisations.

    Those that exist `on` a day, `under` one, or for which the actor `may` do something.
    """
    assert_acting(session, actor)
    statement = sa.select(Entity).options(joinedload(Entity.organization)).order_by(Entity.code)
    if on is not None:
        statement = statement.where(in_force(Entity, on))
    if under is not None:
        statement = statement.where(Entity.id.in_(beneath(under.id)))
    found = session.scalars(statement).all()
    return found if may is None else [each for each in found if actor.may_for(may, each.id)]


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


def list_values(session: Session, entity: Entity, *, actor: Actor) -> Sequence[ListValue]:
    """Every value of an entity's own lists, closed ones too, by name."""
    assert_acting(session, actor)
    own = sa.select(ListValue).where(ListValue.entity_id == entity.id)
    return session.scalars(own.order_by(ListValue.list, ListValue.name)).all()


def list_value(session: Session, entity: Entity, value_id: UUID, *, actor: Actor) -> ListValue:
    """One value of an entity's own lists. Raises NotFound."""
    assert_acting(session, actor)
    found = session.get(ListValue, value_id)
    if found is None or found.entity_id != entity.id:
        raise NotFound(_("This is not in the list."))
    return found


def offered(
    session: Session, kind: ListKind, *, entity_id: UUID | None, on: date, actor: Actor
) -> Sequence[ListValue]:
    """What can be chosen from a list on a day in a case of this entity: its own and from above."""
    assert_acting(session, actor)
    return [value for value in session.scalars(_within(kind, entity_id)) if value.in_force(on)]


def chosen_value(
    session: Session,
    kind: ListKind,
    value_id: UUID | None,
    *,
    entity_id: UUID | None,
    on: date,
    field: str,
) -> ListValue | None:
    """The value that somebody chose; None for no choice. Raises NotReady for any other."""
    if value_id is None:
        return None
    found = session.scalar(_within(kind, entity_id).where(ListValue.id == value_id))
    if found is None or not found.in_force(on):
        raise NotReady(_("Choose one of the list."), field=field)
    return found


def offered_everywhere(
    session: Session, kind: ListKind, *, on: date, actor: Actor
) -> list[tuple[ListValue, Entity]]:
    """What can be chosen on a day from the lists of all entities, each with its entity."""
    assert_acting(session, actor)
    rows = session.execute(
        sa.select(ListValue, Entity)
        .join(Entity, Entity.id == ListValue.entity_id)
        .where(ListValue.list == kind)
        .order_by(Entity.code, ListValue.name, ListValue.id)
    )
    return [(value, entity) for value, entity in rows if value.in_force(on)]


def value_of_list(
    session: Session, kind: ListKind, value_id: UUID, *, on: date, field: str
) -> ListValue:
    """A value of any entity's list that can be chosen on a day. Raises NotReady."""
    found = session.get(ListValue, value_id)
    if found is None or found.list is not kind or not found.in_force(on):
        raise NotReady(_("Choose one of the list."), field=field)
    return found


def value_called(
    session: Session, kind: ListKind, name: str, *, entity_id: UUID, on: date
) -> ListValue | None:
    """The value of this name that can be chosen for an entity: its own before one from above."""
    values = [v for v in session.scalars(_within(kind, entity_id)) if v.in_force(on)]
    named = sorted((v.entity_id != entity_id, v.id) for v in values if v.name == name)
    return session.get(ListValue, named[0][1]) if named else None


def _within(kind: ListKind, entity_id: UUID | None) -> sa.Select[ListValue]:
    above = sa.select(EntityDescent.ancestor_id).where(EntityDescent.entity_id == entity_id)
    wanted: sa.Select[ListValue] = sa.select(ListValue).where(
        ListValue.list == kind, ListValue.entity_id.in_(above)
    )
    return wanted.order_by(ListValue.name, ListValue.id)
