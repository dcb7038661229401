"""The person acting, as of the start of one request: roles, reach and clearance, read afresh."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.dated import in_force
from caseflow.access.desks import TEAMS, Desks, at, keys_of, works_there
from caseflow.access.models import Engagement, Membership
from caseflow.access.permissions import Permission
from caseflow.access.roles import Reach, Role
from caseflow.days import office_day
from caseflow.db import Id

descent = sa.table("entity_descent", sa.column("ancestor_id", Id), sa.column("entity_id", Id))


@dataclass(frozen=True)
class Held:
    """A role as one person holds it: over which entities, with which colleagues."""

    role: Role
    entities: frozenset[UUID] = frozenset()
    everywhere: bool = False
    colleagues: frozenset[UUID] = frozenset()
    desks: Desks = frozenset()
    place: UUID | None = None
    """The entity for which it was given, however far it reaches; None for all."""
    summaries: frozenset[UUID] = frozenset()
    """Where an engagement gives the summaries of strictly confidential cases."""
    codes: frozenset[UUID] = frozenset()
    """Where an engagement names the compartment of victims."""
    engaged: frozenset[UUID] = frozenset()
    """The entities that engagements name, without what lies beneath them."""

    @property
    def places(self) -> frozenset[UUID]:
        """The entities for which it is held; none where it is held for all."""
        return self.engaged if self.place is None else frozenset({self.place})

    def works_at(self, thing: Any) -> bool:
        """Whether this thing waits at a desk of theirs."""
        return not self.desks.isdisjoint(at(thing))


@dataclass(frozen=True)
class Actor:
    """Who acts. Equal actors are the same person in the same session."""

    user_id: UUID
    username: str
    name: str
    session_hash: bytes = b""
    held: tuple[Held, ...] = field(default=(), compare=False)
    today: date = field(default=date.min, compare=False)
    """The day of the organisation, by which roles and engagements hold."""
    now: datetime | None = field(default=None, compare=False)

    @property
    def moment(self) -> datetime:
        """When this person acts: by it, where a root belongs, holds who was let in or kept out."""
        return self.now or datetime.combine(self.today, time(12), UTC)

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

    def may_for(self, permission: Permission, *entity_ids: UUID | None) -> bool:
        """Whether this may be done for each of these entities; None is what belongs to none."""
        if not self.may(permission):
            return False
        within = self.entities_for(permission)
        return within is None or within.issuperset(entity_ids)

    def acts_for(self, permission: Permission | None) -> UUID | None:
        """The entity of the role by which this is done, or of any role where none is named.

        None where that is not one entity: auditors of each of them see the act then.
        """
        held = self.held if permission is None else self.holding(permission)
        places = {place for h in held for place in h.places}
        return places.pop() if len(places) == 1 else None

    @property
    def role_labels(self) -> tuple[str, ...]:
        """The names of the roles held, each once."""
        return tuple(dict.fromkeys(h.role.label for h in self.held))


SYSTEM = Actor(UUID(int=0), "system", "CaseFlow")
"""Named by verbs that a system session runs; it holds no role and has no account."""


def user_of(actor: Actor) -> UUID | None:
    """The account to name as the doer; None for the system."""
    return None if actor == SYSTEM else actor.user_id


def load_actor(
    session: Session,
    *,
    user_id: UUID,
    username: str,
    name: str,
    session_hash: bytes = b"",
    roles: Mapping[str, Role],
    now: datetime,
) -> Actor:
    """Read what this person may do today, in one statement."""
    today = office_day(now)
    memberships = []
    engaged: dict[str, set[UUID]] = {"engaged": set(), "summaries": set(), "codes": set()}
    below: dict[UUID, set[UUID]] = {}
    mates: dict[Any, set[UUID]] = {}
    for row in session.execute(_rights(), {"user": user_id, "today": today}):
        match row.what:
            case "role":
                memberships.append(row)
            case "engaged" | "summaries" | "codes":
                engaged[row.what].add(row.place)
            case "below":
                below.setdefault(row.place, {row.place}).add(row.other)
            case "mate":
                for desk in keys_of(row.team_id, row.team_code, row.team_words):
                    mates.setdefault(desk, set()).add(row.other)
    held = [
        hold(role, m.place, keys_of(m.team_id, m.team_code, m.team_words), below, mates, engaged)
        for m in memberships
        if (role := roles.get(m.role)) is not None
    ]
    return Actor(user_id, username, name, session_hash, tuple(held), today, now)


@cache
def _rights() -> sa.CompoundSelect[Any]:
    """Roles, engagements, what lies below their entities, and who shares a team; takes `user`."""
    user, today = sa.bindparam("user", type_=Id()), sa.bindparam("today", type_=sa.Date())
    own = (Membership.user_id == user, in_force(Membership, today))
    audits = (Engagement.user_id == user, in_force(Engagement, today))
    nothing = sa.null()
    nowhere = (nothing,) * len(TEAMS)
    team_id, team_code, team_words = TEAMS
    places: sa.CompoundSelect[Any] = sa.union(
        sa.select(Membership.entity_id).where(*own), sa.select(Engagement.entity_id).where(*audits)
    )
    return sa.union_all(
        sa.select(
            _what("role"),
            Membership.role.label("role"),
            team_id.label("team_id"),
            team_code.label("team_code"),
            team_words.label("team_words"),
            Membership.entity_id.label("place"),
            Membership.user_id.label("other"),
        ).where(*own),
        *(
            sa.select(_what(word), nothing, *nowhere, Engagement.entity_id, nothing).where(
                *audits, *given
            )
            for word, given in (
                ("engaged", ()),
                ("summaries", (Engagement.strict_summaries,)),
                ("codes", (Engagement.victim_codes,)),
            )
        ),
        sa.select(
            _what("below"), nothing, *nowhere, descent.c.ancestor_id, descent.c.entity_id
        ).where(descent.c.ancestor_id.in_(places)),
        sa.select(_what("mate"), nothing, *TEAMS, nothing, Membership.user_id).where(
            works_there(lambda column: sa.select(column).where(*own)), in_force(Membership, today)
        ),
    )


def _what(word: str) -> sa.Label[str]:
    return sa.literal_column(f"'{word}'", sa.String()).label("what")


def hold(
    role: Role,
    place: UUID | None,
    desks: Desks,
    below: Mapping[UUID, set[UUID]],
    mates: Mapping[Any, set[UUID]],
    engaged: Mapping[str, Iterable[UUID]],
) -> Held:
    """A role as somebody holds it for an entity, at their desks.

    `below` has for an entity itself and what lies beneath it, `mates` who works at a desk,
    `engaged` the entities of engagements, by what they give.
    """

    def under(word: str) -> frozenset[UUID]:
        return frozenset(x for e in engaged.get(word, ()) for x in below.get(e, {e}))

    match role.reach:
        case Reach.OWN:
            return Held(role, place=place)
        case Reach.TEAM:
            near = frozenset(mate for desk in desks for mate in mates.get(desk, ()))
            return Held(role, colleagues=near, desks=desks, place=place)
        case Reach.ENTITY:
            if place is None:
                return Held(role, everywhere=True)
            return Held(role, entities=frozenset(below.get(place, {place})), place=place)
        case Reach.ENGAGEMENT:
            return Held(
                role,
                entities=under("engaged"),
                place=place,
                summaries=under("summaries"),
                codes=under("codes"),
                engaged=frozenset(engaged.get("engaged", ())),
            )
        case Reach.ALL:
            return Held(role, everywhere=True, place=place)
