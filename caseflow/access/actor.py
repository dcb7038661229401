"""The person acting, as of the start of one request: roles, reach and clearance, read afresh."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.models import Dated, Engagement, Membership
from caseflow.access.permissions import Permission
from caseflow.access.roles import Reach, Role
from caseflow.db import Id

descent = sa.table("entity_descent", sa.column("ancestor_id", Id), sa.column("entity_id", Id))


@dataclass(frozen=True)
class Held:
    """A role as one person holds it: over which entities, with which colleagues."""

    role: Role
    entities: frozenset[UUID] = frozenset()
    everywhere: bool = False
    colleagues: frozenset[UUID] = frozenset()
    teams: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Actor:
    """Who acts. Equal actors are the same person in the same session."""

    user_id: UUID
    username: str
    name: str
    session_hash: bytes = b""
    held: tuple[Held, ...] = field(default=(), compare=False)
    today: date = field(default=date.min, compare=False)

    def may(self, permission: Permission) -> bool:
        """Whether any role held today carries this permission, however far it reaches."""
        return any(permission in h.role.may for h in self.held)

    def holding(self, permission: Permission) -> tuple[Held, ...]:
        """The held roles that carry this permission."""
        return tuple(h for h in self.held if permission in h.role.may)

    def entities_for(self, permission: Permission) -> frozenset[UUID] | None:
        """The entities in which this may be done; None means every entity."""
        held = self.holding(permission)
        if any(h.everywhere for h in held):
            return None
        return frozenset(e for h in held for e in h.entities)

    @property
    def role_labels(self) -> tuple[str, ...]:
        """The names of the roles held, each once."""
        return tuple(dict.fromkeys(h.role.label for h in self.held))


SYSTEM = Actor(UUID(int=0), "system", "CaseFlow")
"""Named by verbs that a system session runs; it holds no role and has no account."""


def load_actor(
    session: Session,
    *,
    user_id: UUID,
    username: str,
    name: str,
    session_hash: bytes = b"",
    roles: Mapping[str, Role],
    today: date,
) -> Actor:
    """Read what this person may do today, in at most four statements."""
    memberships = session.scalars(
        sa.select(Membership).where(Membership.user_id == user_id, in_force(Membership, today))
    ).all()
    engaged = session.scalars(
        sa.select(Engagement).where(Engagement.user_id == user_id, in_force(Engagement, today))
    ).all()
    below = _below(session, {m.entity_id for m in memberships} | {e.entity_id for e in engaged})
    mates = _colleagues(session, {m.team for m in memberships if m.team}, today)
    held = []
    for m in memberships:
        if (role := roles.get(m.role)) is None:
            continue
        held.append(_hold(role, m, below, mates, {e.entity_id for e in engaged}))
    return Actor(user_id, username, name, session_hash, tuple(held), today)


def in_force(dated: type[Dated], today: date) -> sa.ColumnElement[bool]:
    """Whether a dated row holds on this day."""
    return sa.and_(
        dated.valid_from <= today, sa.or_(dated.valid_to.is_(None), dated.valid_to > today)
    )


def _hold(
    role: Role,
    m: Membership,
    below: Mapping[UUID, frozenset[UUID]],
    mates: Mapping[str, frozenset[UUID]],
    engaged: Iterable[UUID],
) -> Held:
    match role.reach:
        case Reach.OWN:
            return Held(role)
        case Reach.TEAM:
            teams = frozenset({m.team} if m.team else ())
            return Held(role, colleagues=mates.get(m.team or "", frozenset()), teams=teams)
        case Reach.ENTITY:
            if m.entity_id is None:
                return Held(role, everywhere=True)
            return Held(role, entities=below.get(m.entity_id, frozenset({m.entity_id})))
        case Reach.ENGAGEMENT:
            return Held(role, entities=frozenset(x for e in engaged for x in below.get(e, {e})))
        case Reach.ALL:
            return Held(role, everywhere=True)


def _below(session: Session, ids: Iterable[UUID | None]) -> dict[UUID, frozenset[UUID]]:
    wanted = [i for i in ids if i is not None]
    if not wanted:
        return {}
    found: dict[UUID, set[UUID]] = {i: {i} for i in wanted}
    for ancestor, entity in session.execute(
        sa.select(descent.c.ancestor_id, descent.c.entity_id).where(
            descent.c.ancestor_id.in_(wanted)
        )
    ):
        found[ancestor].add(entity)
    return {k: frozenset(v) for k, v in found.items()}


def _colleagues(session: Session, teams: set[str], today: date) -> dict[str, frozenset[UUID]]:
    if not teams:
        return {}
    found: dict[str, set[UUID]] = {}
    for team, user in session.execute(
        sa.select(Membership.team, Membership.user_id).where(
            Membership.team.in_(teams), in_force(Membership, today)
        )
    ):
        if team is not None:
            found.setdefault(team, set()).add(user)
    return {k: frozenset(v) for k, v in found.items()}
