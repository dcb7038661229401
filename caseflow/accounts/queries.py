"""Reads about people, for whoever manages them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.access.checks import require
from caseflow.access.dated import is_in_force
from caseflow.access.models import Membership
from caseflow.accounts.models import User, UserSession
from caseflow.accounts.permissions import AccountPermission
from caseflow.errors import NotFound
from caseflow.labels import _


@dataclass(frozen=True)
class PersonLine:
    """One account in the list: `roles` are role keys in force, `seen_at` the last use."""

    id: UUID
    username: str
    name: str
    title: str
    active: bool
    roles: tuple[str, ...]
    seen_at: datetime | None


def people(session: Session, *, actor: Actor, today: date) -> Sequence[PersonLine]:
    """Every account, by name. Raises Refused."""
    require(session, actor, AccountPermission.MANAGE)
    roles: dict[UUID, list[str]] = {}
    for m in session.scalars(sa.select(Membership)):
        if is_in_force(m, today):
            roles.setdefault(m.user_id, []).append(m.role)
    seen = {
        row.user_id: row.seen_at
        for row in session.execute(
            sa.select(
                UserSession.user_id, sa.func.max(UserSession.seen_at).label("seen_at")
            ).group_by(UserSession.user_id)
        )
    }
    return [
        PersonLine(
            u.id,
            u.username,
            u.full_name,
            u.title or "",
            u.active,
            tuple(dict.fromkeys(roles.get(u.id, ()))),
            seen.get(u.id),
        )
        for u in session.scalars(sa.select(User).order_by(User.full_name))
    ]


def account_names(session: Session, *, actor: Actor) -> Sequence[Any]:
    """Id, user name, name, title and whether it is open, of every account. Raises Refused."""
    require(session, actor, AccountPermission.MANAGE)
    wanted = (User.id, User.username, User.full_name, User.title, User.active)
    return session.execute(sa.select(*wanted).order_by(User.full_name)).all()


def person(session: Session, username: str, *, actor: Actor) -> User:
    """One account. Raises NotFound, Refused."""
    require(session, actor, AccountPermission.MANAGE)
    found = session.scalar(sa.select(User).where(User.username == username))
    if found is None:
        raise NotFound(_("There is no such person."))
    return found


def memberships(session: Session, user: User) -> Sequence[Membership]:
    """All roles of a person, past ones too, newest first."""
    return session.scalars(
        sa.select(Membership)
        .where(Membership.user_id == user.id)
        .order_by(Membership.valid_from.desc())
    ).all()


def membership_of(session: Session, user: User, membership_id: UUID) -> Membership:
    """One role of a person. Raises NotFound."""
    found = session.get(Membership, membership_id)
    if found is None or found.user_id != user.id:
        raise NotFound(_("There is no such role."))
    return found
