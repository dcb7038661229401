"""Verbs for what two people do: ask, confirm, decline, withdraw."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.access.checks import require
from caseflow.access.models import NOTHING_DEEPER, Deeper
from caseflow.access.roles import shipped
from caseflow.accounts import account_notices
from caseflow.accounts.acts import AccountAct
from caseflow.accounts.models import AccountRequest, RequestEnd, RequestKind, User
from caseflow.accounts.opening_again import OPEN_ALREADY, open_again
from caseflow.accounts.password_codes import begin_code, complete_code
from caseflow.accounts.permissions import AccountPermission
from caseflow.accounts.services import (
    check_dates,
    checked_address,
    engage,
    give_role,
    set_address,
)
from caseflow.accounts.two_people import (
    SecondPerson,
    desk_places,
    place_of,
    places_asked,
    places_of,
    require_reach,
)
from caseflow.audit.acts import Act
from caseflow.audit.record import act
from caseflow.crypto.columns import conceal
from caseflow.crypto.opening import open_text
from caseflow.days import office_day
from caseflow.db import session_of
from caseflow.errors import NotReady, Refused
from caseflow.labels import _
from caseflow.reference.models import ListValue

WAITS = timedelta(days=14)


def ask_role(
    user: User,
    role: str,
    *,
    entity_id: UUID | None,
    reason: str,
    team_id: UUID | None = None,
    valid_to: date | None = None,
    actor: Actor,
    now: datetime,
) -> AccountRequest:
    """Ask that somebody be given a role, perhaps at a desk; another person confirms it.

    Raises NotReady, Refused.
    """
    session = session_of(user)
    if role not in shipped():
        raise NotReady(_("There is no such role."), field="role")
    desks = desk_places(session, team_id, now=now)
    require_reach(session, actor, [place_of(shipped()[role], entity_id), *desks])
    check_dates(office_day(now), valid_to)
    facts: dict[str, Any] = {
        "role": role,
        "entity_id": entity_id,
        "valid_from": office_day(now),
        "valid_to": valid_to,
    }
    if team_id:
        facts |= {"team_id": team_id, "team": conceal(session.get_one(ListValue, team_id).name)}
    return _ask(user, RequestKind.ROLE, reason, facts, actor=actor, now=now)


def ask_engagement(
    user: User,
    *,
    entity_id: UUID,
    purpose: str,
    valid_to: date | None,
    actor: Actor,
    now: datetime,
    deeper: Deeper = NOTHING_DEEPER,
) -> AccountRequest:
    """Ask for an auditor's engagement; another person confirms it. Raises NotReady, Refused."""
    require_reach(session_of(user), actor, [entity_id])
    check_dates(office_day(now), valid_to)
    if not purpose.strip():
        raise NotReady(_("Say what the engagement is for."), field="purpose")
    facts: dict[str, Any] = {
        "entity_id": entity_id,
        "valid_from": office_day(now),
        "valid_to": valid_to,
    }
    facts |= deeper._asdict()
    return _ask(user, RequestKind.ENGAGEMENT, purpose, facts, actor=actor, now=now)


def ask_password(
    user: User, *, reason: str, actor: Actor, now: datetime
) -> tuple[AccountRequest, str]:
    """Ask that somebody choose a new password with a code that two people hand over.

    Returns the request and the part of the code that whoever asks hands over.
    Raises NotReady, Refused.
    """
    session = session_of(user)
    require_reach(session, actor, places_of(session, user, now=now))
    if actor.user_id == user.id:
        raise Refused(_("Change your own password in your settings."))
    request = _ask(user, RequestKind.PASSWORD, reason, {}, actor=actor, now=now)
    return request, begin_code(user, request, actor=actor, now=now)


def ask_address(
    user: User, address: str, *, reason: str, actor: Actor, now: datetime
) -> AccountRequest:
    """Ask that mail for somebody go elsewhere; another confirms it. Raises NotReady, Refused."""
    session = session_of(user)
    require_reach(session, actor, places_of(session, user, now=now))
    facts = {"address": conceal(checked_address(address))}
    return _ask(user, RequestKind.ADDRESS, reason, facts, actor=actor, now=now)


def ask_opening(user: User, *, reason: str, actor: Actor, now: datetime) -> AccountRequest:
    """Ask that a closed account be opened again; another person confirms it.

    Raises NotReady, Refused.
    """
    session = session_of(user)
    require_reach(session, actor, places_of(session, user, now=now))
    if user.active:
        raise NotReady(OPEN_ALREADY)
    return _ask(user, RequestKind.OPENING, reason, {}, actor=actor, now=now)


def _ask(
    user: User,
    kind: RequestKind,
    reason: str,
    facts: Mapping[str, Any],
    *,
    actor: Actor,
    now: datetime,
) -> AccountRequest:
    """Put a request down, and tell whoever may confirm it and whom it is about."""
    session = session_of(user)
    require(session, actor, AccountPermission.MANAGE)
    if not user.active and kind is not RequestKind.OPENING:
        raise NotReady(_("This account is closed."))
    if not reason.strip():
        raise NotReady(_("Say why."), field="reason")
    if _waits_already(session, user, kind, facts, now):
        raise NotReady(_("This was asked for already and waits for a second person."))
    request = AccountRequest(
        kind=kind,
        user_id=user.id,
        data_key_id=user.data_key_id,
        reason=conceal(reason.strip()),
        asked_by=actor.user_id,
        asked_at=now,
        expires_at=now + WAITS,
        **facts,
    )
    said = {"what": kind.value, "role": request.role, "entity": request.entity_id}
    with act(session, AccountAct.PERSON_ASKED, thing=user, facts=said):
        session.add(request)
    account_notices.tell_asked(session, request, user, actor=actor, now=now)
    return request


def _waits_already(
    session: Session, user: User, kind: RequestKind, facts: Mapping[str, Any], now: datetime
) -> bool:
    return bool(
        session.scalar(
            sa.select(sa.func.count(AccountRequest.id)).where(
                AccountRequest.user_id == user.id,
                AccountRequest.kind == kind,
                AccountRequest.role == facts.get("role"),
                AccountRequest.entity_id == facts.get("entity_id"),
                AccountRequest.ended_how.is_(None),
                AccountRequest.expires_at > now,
            )
        )
    )


def confirm(request: AccountRequest, *, actor: Actor, now: datetime) -> str | None:
    """Do what was asked for, as the second person.

    Returns the part of a code that this person hands over, if it is about a password.
    Raises Refused for whoever may not be that, NotReady when it was decided on or came too late.
    """
    session, user = _held(request)
    require(session, actor, AccountPermission.MANAGE)
    _still_open(request)
    if now >= request.expires_at:
        raise NotReady(_("This request has lapsed: ask anew."))
    second = SecondPerson.of(session, request, now=now)
    if (reason := second.why_not(actor.user_id)) is not None:
        raise Refused(reason)
    if request.asked_by not in second.managers:
        raise NotReady(_("Whoever asked for this no longer manages people there."))
    if not user.active and request.kind is not RequestKind.OPENING:
        raise NotReady(_("This account is closed."))
    _end(request, RequestEnd.CONFIRMED, AccountAct.PERSON_CONFIRMED, actor=actor, now=now)
    if request.kind is RequestKind.PASSWORD:
        return complete_code(user, request, actor=actor, now=now)
    _do(request, user, actor=actor, now=now)
    return None


def _do(
    request: AccountRequest,
    user: User,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    session = session_of(request)
    start = max(request.valid_from or office_day(now), office_day(now))
    if request.kind is RequestKind.ENGAGEMENT and request.entity_id is not None:
        engage(
            user,
            entity_id=request.entity_id,
            purpose=open_text(session, request, "reason") or "",
            valid_from=start,
            valid_to=request.valid_to,
            request=request,
            actor=actor,
            now=now,
            deeper=Deeper(request.strict_summaries, request.victim_codes),
        )
    elif request.kind is RequestKind.ADDRESS:
        address = open_text(session, request, "address") or ""
        set_address(user, address, request=request, actor=actor, now=now)
    elif request.kind is RequestKind.OPENING:
        open_again(user, request=request, actor=actor, now=now)
    elif request.kind is RequestKind.ROLE:
        if request.team is not None and request.team_id is None:
            words = _("This names a desk in words: ask anew, and choose it from the list.")
            raise NotReady(words)
        give_role(
            user,
            request.role or "",
            entity_id=request.entity_id,
            team_id=request.team_id,
            valid_from=start,
            valid_to=request.valid_to,
            request=request,
            actor=actor,
            now=now,
        )


def decline(request: AccountRequest, *, actor: Actor, now: datetime) -> None:
    """Set a request aside; only whoever could be asked to confirm it. Raises Refused, NotReady."""
    session, _user = _held(request)
    require_reach(session, actor, places_asked(session, request, now=now))
    _still_open(request)
    if actor.user_id == request.asked_by:
        raise Refused(_("You asked for this: withdraw it instead."))
    _end(request, RequestEnd.DECLINED, AccountAct.PERSON_DECLINED, actor=actor, now=now)
    account_notices.tell_declined(session, request, actor=actor, now=now)


def withdraw(request: AccountRequest, *, actor: Actor, now: datetime) -> None:
    """Take back what one asked for oneself. Raises Refused, NotReady."""
    session, _user = _held(request)
    require(session, actor, AccountPermission.MANAGE)
    _still_open(request)
    if actor.user_id != request.asked_by:
        raise Refused(_("Somebody else asked for this: decline it instead."))
    _end(request, RequestEnd.WITHDRAWN, AccountAct.PERSON_WITHDRAWN, actor=actor, now=now)


def _held(request: AccountRequest) -> tuple[Session, User]:
    """Read a request again under a lock, so that it is decided on once, and whom it is about."""
    session = session_of(request)
    session.refresh(request, with_for_update=True)
    return session, session.get_one(User, request.user_id, with_for_update=True)


def _still_open(request: AccountRequest) -> None:
    if request.ended_how is not None:
        raise NotReady(_("This request was decided on already."))


def _end(
    request: AccountRequest, how: RequestEnd, name: Act, *, actor: Actor, now: datetime
) -> None:
    session = session_of(request)
    user = session.get_one(User, request.user_id)
    said = {"what": request.kind.value, "role": request.role, "entity": request.entity_id}
    with act(session, name, thing=user, facts=said):
        request.ended_how, request.ended_by, request.ended_at = how, actor.user_id, now
