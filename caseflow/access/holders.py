"""The rule of visibility asked about others: who oversees a thing, and who would see it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access import reach
from caseflow.access.actor import load_actor
from caseflow.access.capacities import AccessCapacity
from caseflow.access.dated import in_force
from caseflow.access.models import Exclusion, Grant, Membership, Root, RootThing
from caseflow.access.permissions import Permission
from caseflow.access.policy import READING, admits, named_only
from caseflow.access.reached_rows import held_for
from caseflow.access.roles import Reach, roles_carrying, shipped
from caseflow.access.root_days import in_force_there
from caseflow.access.wall import PAST
from caseflow.days import office_day


def holders(
    session: Session, permission: Permission, thing: RootThing, *, now: datetime
) -> frozenset[UUID]:
    """Everybody whose role carries this permission as far as this thing, and who is not kept out.

    Only roles that reach an entity or everything count: what one merely owns is not oversight.
    """
    near = users_reaching(session, permission, thing.entity_id, today=office_day(now))
    return near - users_of(session, Exclusion, thing.id, now)


def users_reaching(
    session: Session, permission: Permission, entity_id: UUID | None, *, today: date
) -> frozenset[UUID]:
    """Everybody whose role carries this permission as far as this entity; None is everywhere.

    They hold it there or for an entity above: who is sought is sought upward.
    """
    carrying = roles_carrying(permission).items()
    wide = {key: role for key, role in carrying if role.reach in {Reach.ENTITY, Reach.ALL}}
    held = sa.select(Membership.user_id).where(*held_for(wide, entity_id, today))
    return frozenset(session.scalars(held))


def overseers_taking_part(
    session: Session, overseeing: Permission, thing: RootThing, *, now: datetime
) -> frozenset[UUID]:
    """Of those who oversee this thing today by this permission, all who take part in it."""
    joined = Grant.__table__.c.capacity == AccessCapacity.OVERSEER
    found = users_of(session, Grant, thing.id, now, joined)
    return found & holders(session, overseeing, thing, now=now)


def users_of(
    session: Session,
    model: type[Grant | Exclusion],
    root_id: UUID,
    now: datetime,
    *more: sa.ColumnElement[bool],
) -> frozenset[UUID]:
    """Who was let into a root, or is kept out of it, on the day it is there.

    It looks past the wall, because whoever acts may have lost sight of the thing by the very act;
    only ids come out, and only to choose who is told.
    """
    table = model.__table__
    wanted = sa.select(table.c.user_id).where(
        table.c.root_id == root_id,
        in_force_there(table, now),
        *more,
    )
    return frozenset(session.execute(wanted, execution_options=PAST).scalars())


def sees(session: Session, thing: RootThing, user_id: UUID, *, now: datetime) -> bool:
    """Whether this person sees this thing today, as the wall would say for them."""
    root = Root(id=thing.id, kind=thing.__root_kind__, **thing.access_facts())
    person = load_actor(session, user_id=user_id, username="", name="", roles=shipped(), now=now)
    return admits(
        person,
        root,
        granted=user_id in users_of(session, Grant, thing.id, now),
        barred=user_id in users_of(session, Exclusion, thing.id, now),
    )


def may_act_on(
    session: Session, thing: RootThing, user_id: UUID, *permissions: Permission, now: datetime
) -> bool:
    """Whether this person may do one of these to this thing today, as a verb would say for them.

    Who was let in only in an emergency looks and does nothing.
    """
    person = load_actor(session, user_id=user_id, username="", name="", roles=shipped(), now=now)
    held = [each for permission in permissions for each in person.holding(permission)]
    working = Grant.__table__.c.capacity != AccessCapacity.EMERGENCY
    let_in = user_id in users_of(session, Grant, thing.id, now, working)
    return user_id not in users_of(session, Exclusion, thing.id, now) and reach.reaches(
        held, thing, user_id, named_only=named_only(thing), let_in=let_in
    )


def likely_readers(session: Session, thing: RootThing, *, now: datetime) -> frozenset[UUID]:
    """Whoever may see this thing today, to be offered in a list; `sees` says it of each.

    Of those whose role reaches what their team has, all: few of them are too many.
    """
    today = office_day(now)
    near = users_of(session, Grant, thing.id, now)
    if thing.owner_id is not None:
        near |= {thing.owner_id}
    right = READING[thing.__root_kind__].sees
    if right is not None and not named_only(thing):
        near |= users_reaching(session, right, thing.entity_id, today=today)
        teams = [k for k, r in roles_carrying(right).items() if r.reach is Reach.TEAM]
        held = sa.select(Membership.user_id).where(
            Membership.role.in_(teams), in_force(Membership, today)
        )
        near |= frozenset(session.scalars(held))
    return near - users_of(session, Exclusion, thing.id, now)
