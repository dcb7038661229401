"""How far roles go, as a condition of a statement: the rule of `access/reach.py` for rows.

The wall says which rows a person sees. This says in which of them they may do something more.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from caseflow.access.actor import Actor, descent
from caseflow.access.capacities import AccessCapacity
from caseflow.access.checks import only_looks
from caseflow.access.dated import in_force
from caseflow.access.desks import KINDS, by_kind
from caseflow.access.models import Classification, Grant, Membership
from caseflow.access.permissions import Permission
from caseflow.access.roles import Reach, Role
from caseflow.access.root_days import in_force_at

STRICT = Classification.STRICTLY_CONFIDENTIAL


def reached(thing: Any, actor: Actor, permission: Permission) -> sa.ColumnElement[bool]:
    """Whether this person may do this in a case, as `checks.require` says of one in hand.

    `thing` is a model of a root whose strictly confidential rows are for their named team only.
    Who is kept out of it the wall knows.
    """
    held = actor.holding(permission)
    if not held:
        nowhere: sa.ColumnElement[bool] = thing.id.is_(None)  # a plain “false” would drop the wall
        return nowhere
    by_role = sa.and_(thing.classification != STRICT, sa.or_(*_roles(thing, held)))
    return sa.or_(thing.owner_id == actor.user_id, by_role, _let_in(thing, actor, permission))


def _roles(thing: Any, held: tuple[Any, ...]) -> list[sa.ColumnElement[bool]]:
    if any(each.everywhere for each in held):
        return [sa.true()]
    ways = [
        thing.entity_id.in_({e for each in held for e in each.entities}),
        thing.owner_id.in_({c for each in held for c in each.colleagues}),
    ]
    desks = by_kind(frozenset(d for each in held for d in each.desks))
    return ways + [getattr(thing, KINDS[name][0]).in_(found) for name, found in desks.items()]


def _let_in(thing: Any, actor: Actor, permission: Permission) -> sa.ColumnElement[bool]:
    grant = aliased(Grant)
    looking = only_looks(permission, thing.__root_kind__)
    besides = () if looking else (grant.capacity != AccessCapacity.EMERGENCY,)
    return sa.exists().where(
        grant.root_id == thing.id,
        grant.user_id == actor.user_id,
        in_force_at(grant, thing.entity_id, actor.moment),
        *besides,
    )


def held_for(roles: Mapping[str, Role], entity_id: Any, today: Any) -> list[sa.ColumnElement[bool]]:
    """What must hold of a membership in one of these roles to be held for an entity on a day.

    It was given for the entity, for one above it or for all, or the role reaches everything. What
    belongs to no entity takes a role for all.
    """
    everywhere = sorted(key for key, role in roles.items() if role.reach is Reach.ALL)
    higher: sa.Select[Any] = sa.select(descent.c.ancestor_id)
    above = higher.where(descent.c.entity_id == entity_id).correlate_except(descent)
    return [
        Membership.role.in_(sorted(roles)),
        in_force(Membership, today),
        sa.or_(
            Membership.entity_id.is_(None),
            Membership.entity_id == entity_id,
            Membership.entity_id.in_(above),
            Membership.role.in_(everywhere),
        ),
    ]
