"""Whose role fits what somebody is let in for: the right it takes, for the entity, on the day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.capacities import AccessCapacity, Capacity
from caseflow.access.dated import in_force
from caseflow.access.models import Membership
from caseflow.access.permissions import Permission
from caseflow.access.reached_rows import held_for
from caseflow.access.roles import roles_carrying
from caseflow.cases.capacities import CaseCapacity
from caseflow.cases.permissions import CasePermission

TAKES: Mapping[Capacity, Permission] = {
    CaseCapacity.INVESTIGATOR: CasePermission.INVESTIGATE,
    CaseCapacity.REVIEWER: CasePermission.REVIEW,
    CaseCapacity.DECISION_MAKER: CasePermission.DECIDE,
    AccessCapacity.READER: CasePermission.READ,
    AccessCapacity.EMERGENCY: CasePermission.READ,
    AccessCapacity.OVERSEER: CasePermission.OVERSEE,
}
"""The right that each capacity takes."""
BY_LETTING_IN = frozenset(
    {CasePermission.INVESTIGATE, CasePermission.REVIEW, CasePermission.DECIDE}
)
"""Rights for which people are let into a case by name, where no role reaches it."""

LOOKING = frozenset({AccessCapacity.READER, AccessCapacity.EMERGENCY})
"""Capacities that only look: it does not matter for which entity the role is held."""


def fits(capacity: Capacity, user_id: Any, *, entity_id: Any, today: Any) -> sa.ColumnElement[bool]:
    """Whether the user of this column holds a role that fits this capacity, on this day.

    Work in a case takes a role for its entity, for one above it or for all; looking does not.
    """
    anywhere = capacity in LOOKING
    held = sa.exists().where(
        Membership.user_id == user_id,
        *_held(TAKES[capacity], None if anywhere else entity_id, today, anywhere=anywhere),
    )
    return held.correlate_except(Membership)  # the columns given may stand several queries above


def users_fitting(
    session: Session, capacity: Capacity, *, entity_id: UUID | None, today: date
) -> frozenset[UUID]:
    """Everybody whose role fits this capacity in a case of this entity, on this day."""
    held = _held(TAKES[capacity], entity_id, today, anywhere=capacity in LOOKING)
    return frozenset(session.scalars(sa.select(Membership.user_id).where(*held)))


def users_holding(
    session: Session, permission: Permission, *, entity_id: UUID | None, today: date
) -> frozenset[UUID]:
    """Everybody who holds a role with this permission for this entity, on this day."""
    held = _held(permission, entity_id, today, anywhere=False)
    return frozenset(session.scalars(sa.select(Membership.user_id).where(*held)))


def _held(
    permission: Permission, entity_id: Any, today: Any, *, anywhere: bool
) -> list[sa.ColumnElement[bool]]:
    roles = roles_carrying(permission)
    if anywhere:
        return [Membership.role.in_(sorted(roles)), in_force(Membership, today)]
    return held_for(roles, entity_id, today)
