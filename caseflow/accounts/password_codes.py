"""Codes with which a person chooses a new password: once, and until they lapse.

Nobody sets the password of somebody else. A code opens nothing but the page on which its owner
chooses one; until then the old password stays good. For whoever holds a role that opens anything
a code goes to their own address, or it has two parts, and each of two people hands over one.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.accounts import account_notices
from caseflow.accounts.account_influences import note_asker, note_hand
from caseflow.accounts.acts import AccountAct
from caseflow.accounts.keyed_codes import keep_hash
from caseflow.accounts.models import AccountRequest, EndReason, Hand, PasswordCode, User
from caseflow.accounts.sessions import end_others
from caseflow.accounts.two_people import Place, places_of, require_reach
from caseflow.audit.record import act
from caseflow.crypto.secrets import SECRETS, Secrets
from caseflow.db import session_of
from caseflow.errors import NotReady, Refused
from caseflow.labels import _

LASTS = timedelta(days=3)
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # pragma: allowlist secret
"""Thirty-two that are not taken for one another: a part of sixteen has eighty bits."""
PART, GROUP = 16, 4
WRONG = _("The user name or the code is not right, or the code has lapsed.")


def make_code(user: User, *, actor: Actor, now: datetime) -> str:
    """A code to hand over, for an account that holds nothing that opens anything.

    It is shown this once. Raises NotReady, Refused.
    """
    session = session_of(user)
    places = _require_code(session, user, actor=actor, now=now)
    if places:
        raise Refused(_("This takes two people: one asks, another confirms."))
    part = new_part()
    code = PasswordCode(
        user_id=user.id,
        made_by=actor.user_id,
        made_at=now,
        lapses_at=now + LASTS,
        first_hash=hash_part(session, user.id, part),
    )
    _begin(session, user, code, places, actor=actor, now=now, known=True)
    return part


def mail_code(user: User, *, actor: Actor, now: datetime) -> None:
    """Have a code sent to the person's address; whoever asks does not see it.

    For whoever holds what opens anything only to an address that counts as their own.
    Raises NotReady, Refused.
    """
    session = session_of(user)
    places = _require_code(session, user, actor=actor, now=now)
    if user.email is None:
        raise NotReady(_("This person has no address for mail."))
    if places and not user.address_checked:
        raise NotReady(_("Only one person set this address. Two people have to set it first."))
    code = PasswordCode(
        user_id=user.id, made_by=actor.user_id, made_at=now, lapses_at=now + LASTS, by_mail=True
    )
    known = not user.address_checked
    _begin(session, user, code, places, actor=actor, now=now, known=known)


def begin_code(user: User, request: AccountRequest, *, actor: Actor, now: datetime) -> str:
    """The first part of a code, for whoever asked; it opens nothing without the second."""
    session = session_of(user)
    part = new_part()
    code = PasswordCode(
        user_id=user.id,
        request_id=request.id,
        made_by=actor.user_id,
        made_at=now,
        lapses_at=request.expires_at,
        first_hash=hash_part(session, user.id, part),
    )
    with act(session, AccountAct.PERSON_CHANGED, thing=user, facts={"what": "code begun"}):
        session.add(code)
    return part


def complete_code(user: User, request: AccountRequest, *, actor: Actor, now: datetime) -> str:
    """The second part of a code, for whoever confirmed: from now on both together are good."""
    session = session_of(user)
    code = session.scalars(
        sa.select(PasswordCode).where(PasswordCode.request_id == request.id)
    ).one()
    part = new_part()
    end_codes(session, user, now=now, but=code)
    with act(session, AccountAct.PERSON_CHANGED, thing=user, facts={"what": "code made"}):
        code.second_hash = hash_part(session, user.id, part)
        code.lapses_at = now + LASTS
        note_hand(session, user, Hand.PASSWORD, actor=actor, now=now)
        note_asker(session, user, Hand.PASSWORD, request)
    _tell(session, user, places_of(session, user, now=now), actor=actor, now=now)
    return part


def _require_code(session: Session, user: User, *, actor: Actor, now: datetime) -> frozenset[Place]:
    """Go on only if this person may have a code made; the places for whose sake it takes two."""
    session.refresh(user, with_for_update=True)
    places = places_of(session, user, now=now)
    require_reach(session, actor, places)
    if not user.active:
        raise NotReady(_("This account is closed."))
    if actor.user_id == user.id:
        raise Refused(_("Change your own password in your settings."))
    return places


def _begin(
    session: Session,
    user: User,
    code: PasswordCode,
    places: frozenset[Place],
    *,
    actor: Actor,
    now: datetime,
    known: bool,
) -> None:
    """Let one code take the place of all before; `known` when whoever makes it could use it."""
    end_codes(session, user, now=now)
    with act(session, AccountAct.PERSON_CHANGED, thing=user, facts={"what": "code made"}):
        session.add(code)
        if known:
            note_hand(session, user, Hand.PASSWORD, actor=actor, now=now)
    _tell(session, user, places, actor=actor, now=now)


def _tell(
    session: Session, user: User, places: frozenset[Place], *, actor: Actor, now: datetime
) -> None:
    words = _("%(name)s had a code made with which %(person)s can choose a new password.")
    account_notices.tell_changed(session, user, words, places, actor=actor, now=now)


def end_codes(
    session: Session, user: User, *, now: datetime, but: PasswordCode | None = None
) -> None:
    """No code made so far is good any more."""
    rows = session.scalars(
        sa.select(PasswordCode).where(
            PasswordCode.user_id == user.id, PasswordCode.ended_at.is_(None)
        )
    )
    good = [r for r in rows if r is not but and (r.request_id is None or r.second_hash is not None)]
    if good:
        with act(session, AccountAct.PERSON_CHANGED, thing=user, facts={"what": "codes ended"}):
            for row in good:
                row.ended_at = now


@dataclass(frozen=True)
class Chosen:
    """Whose code somebody typed."""

    user_id: UUID
    code_id: UUID
    username: str


def find_code(session: Session, username: str, typed: str, *, now: datetime) -> Chosen | None:
    """Whose code this is, if it is good now; None without saying why.

    `username` is written as accounts are found by.
    """
    user = session.scalar(sa.select(User).where(User.username == username, User.active.is_(True)))
    if user is None:
        return None
    rows = session.scalars(
        sa.select(PasswordCode).where(
            PasswordCode.user_id == user.id,
            PasswordCode.ended_at.is_(None),
            PasswordCode.lapses_at > now,
        )
    )
    parts = [hash_part(session, user.id, part) for part in split_parts(typed)]
    for row in rows:
        if _fits(row, parts):
            return Chosen(user.id, row.id, user.username)
    return None


def _fits(row: PasswordCode, parts: list[bytes]) -> bool:
    needed = [row.first_hash, row.second_hash]
    if row.request_id is None:
        needed = needed[:1]
    whole = [each for each in needed if each is not None]
    return len(whole) == len(needed) == len(parts) and sorted(whole) == sorted(parts)


def choose_password(session: Session, chosen: Chosen, hashed: str, *, now: datetime) -> None:
    """Keep the password that somebody chose with their code, and end every session of theirs.

    Raises NotReady when the code was used or ended meanwhile.
    """
    user = session.get_one(User, chosen.user_id)
    code = session.get_one(PasswordCode, chosen.code_id, with_for_update=True)
    if code.ended_at is not None or code.lapses_at <= now or not user.active:
        raise NotReady(WRONG)
    facts = {"what": "password chosen with a code"}
    with act(session, AccountAct.PERSON_CHANGED, thing=user, facts=facts, by=user.id):
        keep_hash(session, user, hashed)
        user.password_changed_at = now
        code.ended_at = now
    end_codes(session, user, now=now)
    end_others(session, user, keep=None, why=EndReason.CHANGED, now=now)


def new_part() -> str:
    """A part of a code, made at random, in groups that can be read out."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(PART))
    return "-".join(letters[at : at + GROUP] for at in range(0, PART, GROUP))


def split_parts(typed: str) -> list[str]:
    """The parts that somebody typed, whatever stands between them."""
    letters = "".join(each for each in typed.upper() if each in LETTERS)
    if len(letters) not in {PART, 2 * PART}:
        return []
    return [letters[at : at + PART] for at in range(0, len(letters), PART)]


def hash_part(session: Session, user_id: UUID, part: str) -> bytes:
    """What is kept of a part: a keyed hash, bound to whose it is."""
    kept: Secrets = SECRETS.of(session)
    letters = part.replace("-", "").encode()
    words = b"part of a code" + user_id.bytes + letters
    return hmac.new(kept.pepper, words, hashlib.sha256).digest()
