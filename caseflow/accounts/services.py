"""Verbs about people: make an account, give and end roles, engagements, passwords, preferences."""

from __future__ import annotations

import re
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.acting import assert_acting
from caseflow.access.actor import SYSTEM, Actor
from caseflow.access.checks import require
from caseflow.access.models import NOTHING_DEEPER, Deeper, Engagement, Membership
from caseflow.access.roles import shipped
from caseflow.accounts import account_notices
from caseflow.accounts.account_influences import note_asker, note_hand
from caseflow.accounts.acts import AccountAct
from caseflow.accounts.keyed_codes import keep_hash
from caseflow.accounts.last_administrator import require_another
from caseflow.accounts.models import (
    AccountRequest,
    EndReason,
    Hand,
    RequestKind,
    User,
)
from caseflow.accounts.password_codes import end_codes
from caseflow.accounts.permissions import AccountPermission
from caseflow.accounts.sessions import end_others
from caseflow.accounts.two_people import (
    desk_places,
    place_of,
    places_of,
    require_reach,
    require_two,
)
from caseflow.audit.record import Fact, act
from caseflow.crypto.columns import conceal
from caseflow.crypto.keyring import Compartment, keyring_of
from caseflow.days import office_day
from caseflow.db import new_id, session_of
from caseflow.errors import NotReady
from caseflow.events import PersonRenamed, ReachGiven, announce
from caseflow.labels import _
from caseflow.names.letters import has_letter
from caseflow.session_values import for_system

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,63}")
ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[A-Za-z0-9.-]{1,190}")


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
    require(session, actor, AccountPermission.MANAGE)
    if not USERNAME.fullmatch(username):
        raise NotReady(
            _("A user name has small letters, digits, dots and hyphens."), field="username"
        )
    if session.scalar(sa.select(User.id).where(User.username == username)):
        raise NotReady(_("Somebody has this user name already."), field="username")
    if not has_letter(full_name):
        raise NotReady(_("Write the person's name."), field="full_name")
    keyring = keyring_of(session)
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
        user.email = conceal(checked_address(email))
        user.address_checked = for_system(session)
    with act(session, AccountAct.PERSON_CHANGED, thing=user, facts={"what": "added"}):
        session.add(user)
        session.flush()
        note_hand(session, user, Hand.MADE, actor=actor, now=now)
    return user


def checked_address(address: str) -> str:
    """An address as it is kept. Raises NotReady for what no mail server would take."""
    if not address.isascii() or not ADDRESS.fullmatch(address.strip()):
        raise NotReady(_("This is no address that mail can be sent to."), field="email")
    return address.strip()


def set_address(
    user: User,
    address: str,
    *,
    actor: Actor,
    now: datetime,
    request: AccountRequest | None = None,
) -> None:
    """Set where mail for a person goes: by two people for whoever holds what opens anything.

    It counts as the person's own once two people set it, or the operator. Raises NotReady, Refused.
    """
    session = session_of(user)
    places = places_of(session, user, now=now)
    require_reach(session, actor, places)
    kept = checked_address(address)
    if places:
        require_two(session, request, RequestKind.ADDRESS, user, actor=actor)
    system = for_system(session)
    with act(session, AccountAct.PERSON_CHANGED, thing=user, facts={"what": "address"}):
        user.email = conceal(kept)
        user.address_checked = request is not None or system
        note_hand(session, user, Hand.ADDRESS, actor=actor, now=now)
        note_asker(session, user, Hand.ADDRESS, request)
    words = _("%(person)s has another address for mail.")
    account_notices.tell_changed(session, user, words, places, actor=actor, now=now)


def set_password(user: User, hashed: str, *, actor: Actor, now: datetime) -> None:
    """Give oneself a new password; ends the other sessions. Raises Refused.

    `hashed` is made by `Passwords.hash_new`, before anything is locked. Nobody sets a password
    for somebody else: they are given a code, and choose it themselves.
    """
    session = session_of(user)
    set_known_password(user, hashed, actor=actor, now=now)
    end_others(session, user, keep=None, why=EndReason.CHANGED, now=now)


def set_known_password(user: User, hashed: str, *, actor: Actor, now: datetime) -> None:
    """Keep the hash of a password that was made before: one's own, or at the machine.

    Raises Refused.
    """
    session = session_of(user)
    assert_acting(session, actor)
    if actor.user_id != user.id:
        require_two(session, None, RequestKind.PASSWORD, user, actor=actor)
    with act(session, AccountAct.PERSON_CHANGED, thing=user, facts={"what": "password"}):
        keep_hash(session, user, hashed)
        user.password_changed_at = now
        end_codes(session, user, now=now)


def give_role(
    user: User,
    role: str,
    *,
    entity_id: UUID | None,
    team_id: UUID | None = None,
    actor: Actor,
    now: datetime,
    valid_from: date | None = None,
    valid_to: date | None = None,
    request: AccountRequest | None = None,
) -> Membership:
    """Give a role from a day on, for an entity and all below it, at the desk `team_id` if given.

    A role that opens anything confidential is given by confirming a `request`, or at the machine.
    Raises NotReady, Refused.
    """
    session = session_of(user)
    if role not in shipped():
        raise NotReady(_("There is no such role."), field="role")
    place = place_of(shipped()[role], entity_id)
    desks = desk_places(session, team_id, now=now)
    require_reach(session, actor, [place, *desks])
    if shipped()[role].opens:
        require_two(session, request, RequestKind.ROLE, user, actor=actor)
    start = valid_from or office_day(now)
    check_dates(start, valid_to)
    membership = Membership(
        user_id=user.id,
        role=role,
        entity_id=entity_id,
        team_id=team_id,
        data_key_id=user.data_key_id,
        valid_from=start,
        valid_to=valid_to,
    )
    facts = {"what": "role given", "role": role, "entity": entity_id, "from": start, "to": valid_to}
    with act(session, AccountAct.PERSON_CHANGED, thing=user, facts=facts):
        session.add(membership)
        _note_role_hands(session, user, request, actor=actor, now=now)
    words = _("%(person)s has a role: %(role)s.")
    account_notices.tell_changed(session, user, words, [place], role=role, actor=actor, now=now)
    _tell_reach(session, user, actor=actor, now=now)
    return membership


def check_dates(start: date, end: date | None) -> None:
    """Refuse what would end before it begins. Raises NotReady."""
    if end is not None and end <= start:
        raise NotReady(_("It would end before it begins."), field="valid_to")


def _note_role_hands(
    session: Session,
    user: User,
    request: AccountRequest | None,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Keep who asked for a role: of two people the one who asked, not the one who confirmed."""
    if request is None:
        note_hand(session, user, Hand.ROLE, actor=actor, now=now)
    else:
        note_asker(session, user, Hand.ROLE, request)


def _tell_reach(session: Session, user: User, *, actor: Actor, now: datetime) -> None:
    announce(session, ReachGiven(at=now, actor_id=_id_of(actor), user_id=user.id))


def _id_of(actor: Actor) -> UUID | None:
    return None if actor == SYSTEM else actor.user_id


def end_role(user: User, membership: Membership, *, actor: Actor, now: datetime) -> None:
    """End a role today; one person's act, at once.

    Raises Refused, and NotReady when nobody else would manage people.
    """
    session = session_of(user)
    role = shipped().get(membership.role)
    place = place_of(role, membership.entity_id) if role else None
    require_reach(session, actor, [place])
    require_another(session, membership_id=membership.id, now=now)
    facts = {"what": "role ended", "role": membership.role, "entity": membership.entity_id}
    with act(session, AccountAct.PERSON_CHANGED, thing=user, facts=facts):
        membership.valid_to = max(office_day(now), membership.valid_from)
    words = _("%(person)s no longer has a role: %(role)s.")
    account_notices.tell_changed(
        session, user, words, [place], role=membership.role, actor=actor, now=now
    )


def engage(
    user: User,
    *,
    entity_id: UUID,
    purpose: str,
    valid_from: date,
    valid_to: date | None,
    actor: Actor,
    now: datetime,
    request: AccountRequest | None = None,
    deeper: Deeper = NOTHING_DEEPER,
) -> Engagement:
    """Open an auditor's dated engagement over an entity, by confirming a `request`.

    What goes deeper is given each by itself. Raises NotReady, Refused.
    """
    session = session_of(user)
    require_reach(session, actor, [entity_id])
    require_two(session, request, RequestKind.ENGAGEMENT, user, actor=actor)
    if not purpose.strip():
        raise NotReady(_("Say what the engagement is for."), field="purpose")
    check_dates(valid_from, valid_to)
    engagement = Engagement(
        user_id=user.id,
        entity_id=entity_id,
        data_key_id=user.data_key_id,
        purpose=conceal(purpose.strip()),
        valid_from=valid_from,
        valid_to=valid_to,
        **deeper._asdict(),
    )
    facts: dict[str, Fact] = {"entity": entity_id, "from": valid_from, "to": valid_to}
    facts |= deeper._asdict()
    with act(session, AccountAct.ENGAGEMENT_GIVEN, thing=user, facts=facts):
        session.add(engagement)
        _note_role_hands(session, user, request, actor=actor, now=now)
    words = _("%(person)s has an audit engagement.")
    account_notices.tell_changed(session, user, words, [entity_id], actor=actor, now=now)
    _tell_reach(session, user, actor=actor, now=now)
    return engagement


def rename(user: User, full_name: str, *, title: str | None, actor: Actor, now: datetime) -> None:
    """Give a person another name, as after a marriage; the user name stays. It can be given back.

    Whoever has the new name in a case is kept out of it. Raises NotReady, Refused.
    """
    session = session_of(user)
    places = places_of(session, user, now=now)
    require_reach(session, actor, places)
    if not has_letter(full_name):
        raise NotReady(_("Write the person's name."), field="full_name")
    with act(session, AccountAct.PERSON_CHANGED, thing=user, facts={"what": "renamed"}):
        user.full_name, user.title = full_name.strip(), title
    words = _("%(person)s has another name or another title.")
    account_notices.tell_changed(session, user, words, places, actor=actor, now=now)
    announce(session, PersonRenamed(at=now, actor_id=_id_of(actor), user_id=user.id))


def deactivate(user: User, *, actor: Actor, now: datetime) -> None:
    """Close an account: it can no longer sign in, its sessions end. Raises NotReady, Refused."""
    session = session_of(user)
    require_reach(session, actor, places_of(session, user, now=now))
    if user.id == actor.user_id:
        raise NotReady(_("You cannot close your own account."))
    require_another(session, user_id=user.id, now=now)
    with act(session, AccountAct.PERSON_CHANGED, thing=user, facts={"what": "closed"}):
        user.active = False
    end_others(session, user, keep=None, why=EndReason.ENDED_BY_ADMINISTRATOR, now=now)
