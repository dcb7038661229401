"""Two people: what needs them, and who may be the second one.

Whoever may manage people there is sought in the entity and in those above it. Nobody confirms what
is about themselves or what they asked for, and nobody is the second person for somebody whose
account has been in the same hands as theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.access.checks import require_for
from caseflow.access.dated import not_ended
from caseflow.access.holders import users_reaching
from caseflow.access.models import Engagement, Membership
from caseflow.access.roles import Reach, Role, shipped
from caseflow.accounts.account_influences import REMEMBERED, are_one_hand, hands_by_account
from caseflow.accounts.models import AccountRequest, RequestEnd, RequestKind, User
from caseflow.accounts.permissions import AccountPermission
from caseflow.days import office_day
from caseflow.errors import Refused
from caseflow.labels import Text, _
from caseflow.reference.models import ListKind, ListValue
from caseflow.reference.queries import value_of_list
from caseflow.session_values import for_system

Place = UUID | None
"""An entity with all below it; None is everywhere."""


def place_of(role: Role, entity_id: UUID | None) -> Place:
    """How far a role goes that is given for an entity."""
    return None if role.reach is Reach.ALL else entity_id


def desk_places(session: Session, team_id: UUID | None, *, now: datetime) -> list[UUID]:
    """Whose desk this is, if one was chosen. Raises NotReady for one that cannot be chosen."""
    if team_id is None:
        return []
    desk = value_of_list(session, ListKind.DESK, team_id, on=office_day(now), field="team")
    return [desk.entity_id]


def require_reach(session: Session, actor: Actor, places: Iterable[Place]) -> None:
    """Go on only if this person manages people in all these places. Raises Refused."""
    words = _("Your role does not let you manage people there.")
    require_for(session, actor, AccountPermission.MANAGE, *places, words=words)


def takes_two(session: Session, user: User, *, now: datetime) -> bool:
    """Whether two people set this account's password and address.

    So it is for whoever holds a role that opens anything confidential, will hold one, or did
    within the last 90 days: ending a role first is no way around.
    """
    return bool(places_of(session, user, now=now))


def places_of(session: Session, user: User, *, now: datetime) -> frozenset[Place]:
    """Where the roles and engagements reach for whose sake two people are needed."""
    since = office_day(now) - REMEMBERED
    rows = session.execute(
        sa.select(Membership.role, Membership.entity_id).where(
            Membership.user_id == user.id, not_ended(Membership, since)
        )
    )
    found: set[Place] = set()
    for row in rows:
        role = shipped().get(row.role)
        if role is None:
            found.add(None)
        elif role.opens:
            found.add(place_of(role, row.entity_id))
    found |= set(
        session.scalars(
            sa.select(Engagement.entity_id).where(
                Engagement.user_id == user.id, not_ended(Engagement, since)
            )
        )
    )
    return frozenset(found)


def places_asked(session: Session, request: AccountRequest, *, now: datetime) -> frozenset[Place]:
    """Where whoever confirms a request must manage people."""
    match request.kind:
        case RequestKind.ROLE:
            role = shipped().get(request.role or "")
            place = place_of(role, request.entity_id) if role else None
            desk = session.get(ListValue, request.team_id) if request.team_id else None
            return frozenset({place, desk.entity_id if desk else place})
        case RequestKind.ENGAGEMENT:
            return frozenset({request.entity_id})
    return places_of(session, session.get_one(User, request.user_id), now=now)


@dataclass(frozen=True)
class SecondPerson:
    """Who may be the second person for one request; what is asked about each is read once."""

    asked_by: UUID
    about: UUID
    managers: frozenset[UUID]
    """Who manages people in all places that the request is about."""
    hands: Mapping[UUID, set[UUID]]

    @classmethod
    def of(cls, session: Session, request: AccountRequest, *, now: datetime) -> Self:
        """As of now."""
        places = places_asked(session, request, now=now)
        return cls(
            request.asked_by,
            request.user_id,
            managers(session, places, now=now),
            hands_by_account(session, now=now),
        )

    def why_not(self, user_id: UUID) -> Text | None:
        """Why this person may not confirm the request; None for whoever may."""
        if user_id == self.asked_by:
            return _("You asked for this, so somebody else has to confirm it.")
        if user_id == self.about:
            return _("This is about you, so somebody else has to confirm it.")
        if are_one_hand(user_id, self.asked_by, self.hands):
            return _(
                "In the last 90 days the same person made or changed your account and the account "
                "of whoever asks, or one of you made or changed the other’s. Somebody else has "
                "to confirm it."
            )
        if user_id not in self.managers:
            return _("Your role does not let you manage people there.")
        return None

    def everybody(self) -> tuple[UUID, ...]:
        """Everybody who may confirm the request, in a fixed order."""
        return tuple(sorted(u for u in self.managers if self.why_not(u) is None))


def managers(session: Session, places: frozenset[Place], *, now: datetime) -> frozenset[UUID]:
    """Who manages people in all these places, with an open account that has a password."""
    today = office_day(now)
    able = frozenset(
        session.scalars(
            sa.select(User.id).where(
                User.active.is_(True),
                User.password_hash.is_not(None),
                User.password_code.is_not(None),
            )
        )
    )
    for place in places:
        able &= users_reaching(session, AccountPermission.MANAGE, place, today=today)
    return able


def require_two(
    session: Session,
    request: AccountRequest | None,
    kind: RequestKind,
    user: User,
    *,
    actor: Actor,
) -> None:
    """Go on only for a request that this person has confirmed as the second one, or at the machine.

    The guard inside the acts that need two. Raises Refused.
    """
    if for_system(session):
        return
    if (
        request is None
        or request.kind is not kind
        or request.user_id != user.id
        or request.ended_how is not RequestEnd.CONFIRMED
        or request.ended_by != actor.user_id
        or actor.user_id in {request.asked_by, request.user_id}
    ):
        raise Refused(_("This takes two people: one asks, another confirms."))
