"""An account that was closed is opened again; with its roles, so two people do it."""

from __future__ import annotations

from datetime import datetime

from caseflow.access.actor import SYSTEM, Actor
from caseflow.accounts import account_notices
from caseflow.accounts.account_influences import note_asker
from caseflow.accounts.acts import AccountAct
from caseflow.accounts.models import AccountRequest, Hand, RequestKind, User
from caseflow.accounts.two_people import places_of, require_reach, require_two
from caseflow.audit.record import act
from caseflow.db import session_of
from caseflow.errors import NotReady
from caseflow.events import ReachGiven, announce
from caseflow.labels import _

OPEN_ALREADY = _("This account is open.")


def open_again(
    user: User,
    *,
    actor: Actor,
    now: datetime,
    reason: str = "",
    request: AccountRequest | None = None,
) -> None:
    """Let somebody sign in again, with the password and the roles that the account still holds.

    Where roles open anything confidential it is done by confirming a `request`, which holds the
    reason; else the `reason` is needed. Whoever was named
    in a case meanwhile is kept out of it. Raises NotReady, Refused.
    """
    session = session_of(user)
    session.refresh(user, with_for_update=True)
    places = places_of(session, user, now=now)
    require_reach(session, actor, places)
    if user.active:
        raise NotReady(OPEN_ALREADY)
    if places:
        require_two(session, request, RequestKind.OPENING, user, actor=actor)
    if request is None and not reason.strip():
        raise NotReady(_("Say why."), field="reason")
    why = reason.strip() or None
    facts = {"what": "opened again"}
    with act(session, AccountAct.PERSON_CHANGED, thing=user, reason=why, facts=facts):
        user.active = True
        note_asker(session, user, Hand.OPENED, request)
    words = _("The account of %(person)s is open again.")
    account_notices.tell_changed(session, user, words, places, actor=actor, now=now)
    by = None if actor == SYSTEM else actor.user_id
    announce(session, ReachGiven(at=now, actor_id=by, user_id=user.id))
