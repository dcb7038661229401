"""Whether moving an entity would let anybody reach more than two people gave them.

A role for an entity reaches all that lies beneath it. So whoever moves an entity could widen roles
that take two people, alone. Where an entity is in use, it is moved only to where nobody reaches it
more than before.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.dated import in_force_from
from caseflow.access.models import Engagement, Membership, Root
from caseflow.access.roles import Reach, shipped
from caseflow.access.wall import PAST
from caseflow.audit.models import Entry
from caseflow.db import at_most
from caseflow.errors import NotReady
from caseflow.labels import _
from caseflow.reference import descent
from caseflow.reference.acts import EntityAct
from caseflow.reference.models import Entity
from caseflow.session_values import for_system


def newly_above(session: Session, entity: Entity, parent: Entity | None) -> frozenset[UUID]:
    """The entities from which an entity and all beneath it would be reached, and are not yet.

    None for an entity that is not in use: there is nothing that anybody could reach.
    """
    if parent is None:
        return frozenset()
    gained = descent.above(session, parent.id).keys() - descent.above(session, entity.id).keys()
    if not gained or not is_in_use(session, descent.below(session, entity.id)):
        return frozenset()
    return frozenset(gained)


def is_in_use(session: Session, branch: Collection[UUID]) -> bool:
    """Whether anything belongs to these entities: cases, roles, acts other than of their making."""
    root = Root.__table__
    held = (
        sa.select(table.c.entity_id).where(table.c.entity_id.in_(branch))
        for table in (root, Membership.__table__, Engagement.__table__)
    )
    acts = sa.select(Entry.entity_id).where(
        Entry.entity_id.in_(branch), Entry.act != EntityAct.CHANGED
    )
    connection = session.connection()
    return any(
        connection.execute(asked.limit(at_most(1)), execution_options=PAST).first() is not None
        for asked in (*held, acts)
    )


def require_no_wider_reach(
    session: Session, entity: Entity, parent: Entity | None, above: frozenset[UUID], *, today: date
) -> None:
    """Go on only if nobody reaches more by roles or engagements for the entities `above`.

    What the operator does at the machine passes. Raises NotReady.
    """
    if not above or parent is None or for_system(session):
        return
    places = places_held(session, above, today=today)
    if not places:
        return
    named = session.scalars(sa.select(Entity.code).where(Entity.id.in_(places)))
    raise NotReady(
        _(
            "People have roles or audit engagements for %(places)s (%(number)s in all), and would"
            " reach more by this move. That takes two people: end these roles and engagements,"
            " move the entity, and let two people give them again. Or whoever runs this"
            " installation moves it, with this command: %(command)s",
            places=", ".join(sorted(named)),
            number=len(places),
            command=f"flask accounts move-entity {entity.code} --under {parent.code}",
        ),
        field="parent",
    )


def places_held(session: Session, above: Collection[UUID], *, today: date) -> list[UUID]:
    """The entity of each role and engagement that reaches downward from one of these entities.

    Counted are those of today and of later on, for whose sake two people are needed. A role that
    this release does not know counts, too: another one may know it again.
    """
    found = [
        row.entity_id
        for row in session.execute(_holding(Membership, above, today, Membership.role))
        if (role := shipped().get(row.role)) is None or (role.opens and role.reach is Reach.ENTITY)
    ]
    return found + [row.entity_id for row in session.execute(_holding(Engagement, above, today))]


def _holding(
    model: type[Membership | Engagement], above: Collection[UUID], today: date, *more: object
) -> sa.Select[tuple[object, ...]]:
    columns: list[object] = [model.entity_id, *more]
    return sa.select(*columns).where(  # type: ignore[call-overload,no-any-return]
        model.entity_id.in_(above), in_force_from(model, today)
    )
