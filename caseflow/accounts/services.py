"""Verbs about people: make an account, give and end roles, engagements, passwords, preferences."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.access.checks import require
from caseflow.access.models import Engagement, Membership
from caseflow.access.permissions import Permission
from caseflow.access.roles import Role
from caseflow.accounts.models import EndReason, User
from caseflow.accounts.passwords import Passwords, check_new_password
from caseflow.accounts.sessions import end_others
from caseflow.audit.acts import Act
from caseflow.audit.record import Fact, act
from caseflow.crypto.columns import conceal
from caseflow.crypto.keyring import Compartment, Keyring
from caseflow.db import new_id, session_of
from caseflow.errors import NotReady
from caseflow.labels import _

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,63}")


def add_user(
    session: Session,
    *,
    username: str,
    full_name: str,
    title: str | None = None,
    email: str | None = None,
    actor: Actor,
    now: datetime,
    demonstration: bool = False,
) -> User:
    """Make an account without a password or a role. Raises NotReady, Refused."""
    require(session, actor, Permission.PEOPLE_MANAGE)
    if not USERNAME.fullmatch(username):
        raise NotReady(
            _("A user name has small letters, digits, dots and hyphens."), field="username"
        )
    if session.scalar(sa.select(User.id).where(User.username == username)):
        raise NotReady(_("Somebody has this user name already."), field="username")
    if not full_name.strip():
        raise NotReady(_("Write the person's name."), field="full_name")
    keyring: Keyring = session.info["keyring"]
    user_id = new_id()
    key = keyring.make(
        session, kind="user", root_id=user_id, compartment=Compartment.ACCOUNTS, now=now
    )
    user = User(
        id=user_id,
        username=username,
        full_name=full_name.strip(),
        title=title,
        data_key_id=key,
        created_at=now,
        demonstration=demonstration,
    )
    if email:
        user.email = conceal(email)
    with act(session, Act.PERSON_CHANGED, thing=user, facts={"what": "added"}):
        session.add(user)
    return user


def set_password(
    user: User, password: str, *, passwords: Passwords, actor: Actor, now: datetime
) -> None:
    """Give a user a new password; ends their other sessions. Raises NotReady, Refused."""
    session = session_of(user)
    if actor.user_id != user.id:
        require(session, actor, Permission.PEOPLE_MANAGE)
    check_new_password(password, username=user.username)
    with act(session, Act.PERSON_CHANGED, thing=user, facts={"what": "password"}):
        user.password_hash = passwords.hash(password)
        user.password_changed_at = now
    end_others(session, user, keep=None, why=EndReason.CHANGED, now=now)


def set_known_password(user: User, hashed: str, *, actor: Actor, now: datetime) -> None:
    """Give a user a password whose hash was made before, as for the people of a demonstration."""
    session = session_of(user)
    require(session, actor, Permission.PEOPLE_MANAGE)
    with act(session, Act.PERSON_CHANGED, thing=user, facts={"what": "password"}):
        user.password_hash, user.password_changed_at = hashed, now


def give_role(
    user: User,
    role: str,
    *,
    entity_id: UUID | None,
    team: str | None = None,
    actor: Actor,
    now: datetime,
    roles: Mapping[str, Role],
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Membership:
    """Give a role from a day on, for an entity and all below it. Raises NotReady, Refused."""
    session = session_of(user)
    require(session, actor, Permission.PEOPLE_MANAGE)
    if role not in roles:
        raise NotReady(_("There is no such role."), field="role")
    start = valid_from or now.date()
    if valid_to is not None and valid_to <= start:
        raise NotReady(_("The role would end before it begins."), field="valid_to")
    membership = Membership(
        user_id=user.id,
        role=role,
        entity_id=entity_id,
        team=team,
        valid_from=start,
        valid_to=valid_to,
    )
    facts = {"what": "role given", "role": role, "entity": entity_id, "from": start, "to": valid_to}
    with act(session, Act.PERSON_CHANGED, thing=user, facts=facts):
        session.add(membership)
    return membership


def end_role(user: User, membership: Membership, *, actor: Actor, now: datetime) -> None:
    """End a role today. Raises Refused."""
    session = session_of(user)
    require(session, actor, Permission.PEOPLE_MANAGE)
    facts = {"what": "role ended", "role": membership.role, "entity": membership.entity_id}
    with act(session, Act.PERSON_CHANGED, thing=user, facts=facts):
        membership.valid_to = max(now.date(), membership.valid_from)


def engage(
    user: User,
    *,
    entity_id: UUID,
    purpose: str,
    valid_from: date,
    valid_to: date | None,
    actor: Actor,
) -> Engagement:
    """Open an auditor's dated engagement over an entity. Raises NotReady, Refused."""
    session = session_of(user)
    require(session, actor, Permission.PEOPLE_MANAGE)
    if not purpose.strip():
        raise NotReady(_("Say what the engagement is for."), field="purpose")
    if valid_to is not None and valid_to <= valid_from:
        raise NotReady(_("The engagement would end before it begins."), field="valid_to")
    engagement = Engagement(
        user_id=user.id,
        entity_id=entity_id,
        data_key_id=user.data_key_id,
        purpose=conceal(purpose.strip()),
        valid_from=valid_from,
        valid_to=valid_to,
    )
    facts: dict[str, Fact] = {"entity": entity_id, "from": valid_from, "to": valid_to}
    with act(session, Act.ENGAGEMENT_GIVEN, thing=user, facts=facts):
        session.add(engagement)
    return engagement


def deactivate(user: User, *, actor: Actor, now: datetime) -> None:
    """Close an account: it can no longer sign in, its sessions end. Raises NotReady, Refused."""
    session = session_of(user)
    require(session, actor, Permission.PEOPLE_MANAGE)
    if user.id == actor.user_id:
        raise NotReady(_("You cannot close your own account."))
    with act(session, Act.PERSON_CHANGED, thing=user, facts={"what": "closed"}):
        user.active = False
    end_others(session, user, keep=None, why=EndReason.ENDED_BY_ADMINISTRATOR, now=now)
