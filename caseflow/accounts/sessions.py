"""Server-side sessions: opaque secrets, seen and ended by their owner, checked at each request."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.wall import PAST
from caseflow.accounts.acts import AccountAct
from caseflow.accounts.keyed_codes import is_own_session, session_code
from caseflow.accounts.models import EndReason, User, UserSession
from caseflow.audit.record import record
from caseflow.errors import NotFound
from caseflow.labels import _
from caseflow.notices.services import unread

IDLE = timedelta(minutes=60)
ABSOLUTE = timedelta(hours=10)
TOUCH_EVERY = timedelta(minutes=1)
REMEMBERED = timedelta(hours=12)
"""How long after its end what arrives with a session is still kept for its user."""


def hash_secret(secret: str) -> bytes:
    """What is kept of a session's secret: SHA-256, for the secret is 256 random bits."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()


def start(session: Session, user: User, *, agent: str, now: datetime) -> tuple[UserSession, str]:
    """Open a session for a user who has just proved who they are; returns it and its secret."""
    secret = secrets.token_urlsafe(32)
    kept = hash_secret(secret)
    row = UserSession(
        user_id=user.id,
        secret_hash=kept,
        code=session_code(session, user.id, kept),
        started_at=now,
        seen_at=now,
        agent=agent[:200],
    )
    session.add(row)
    record(session, AccountAct.SIGNED_IN, thing_kind="users", thing_id=user.id, by=user.id)
    return row, secret


def find(session: Session, secret: str, *, now: datetime) -> Any:
    """The open session of this secret, if it is neither ended, idle, too old, nor its user gone.

    A session that was hung on another user does not have their code, and opens nothing. Returns a
    row with `session_id`, `seen_at` and what a page needs of the user.
    """
    kept = hash_secret(secret)
    values = {"hash": kept, "used": now - IDLE, "begun": now - ABSOLUTE, "now": now}
    row = session.execute(_finding(), values, execution_options=PAST).one_or_none()
    if row is None or not row.active or not is_own_session(session, row.id, kept, row.code):
        return None
    return row


@cache
def _finding() -> sa.Select[Any]:
    moment = UserSession.seen_at.type
    wanted: Any = sa.select(
        UserSession.id.label("session_id"),
        UserSession.seen_at,
        UserSession.started_at,
        UserSession.code,
        User.id,
        User.username,
        User.full_name,
        User.title,
        User.active,
        User.locale,
        User.theme,
        User.density,
        User.slim_menu,
        User.row_keys,
        User.time_zone,
        unread(User.id, sa.bindparam("now", type_=moment)).label("unread"),
    )
    found: sa.Select[Any] = wanted.join(User, User.id == UserSession.user_id).where(
        UserSession.secret_hash == sa.bindparam("hash"),
        UserSession.ended_at.is_(None),
        UserSession.seen_at > sa.bindparam("used", type_=moment),
        UserSession.started_at > sa.bindparam("begun", type_=moment),
    )
    return found


class Ended(NamedTuple):
    """A session that is over, and whose it was."""

    session_id: UUID
    user_id: UUID


def ended_lately(session: Session, secret: str, *, now: datetime) -> Ended | None:
    """The session of this secret, if it ended within the last hours and its user is still here.

    However it ended: it says whose words arrive with it, and opens nothing.
    """
    kept = hash_secret(secret)
    row = session.execute(
        sa.select(UserSession, User.active)
        .join(User, User.id == UserSession.user_id)
        .where(UserSession.secret_hash == kept),
        execution_options=PAST,
    ).one_or_none()
    if row is None or not row.active:
        return None
    over = row.UserSession
    if not is_own_session(session, over.user_id, kept, over.code):
        return None
    ends = min(over.seen_at + IDLE, over.started_at + ABSOLUTE)
    ends = min(ends, over.ended_at) if over.ended_at else ends
    return Ended(over.id, over.user_id) if now - REMEMBERED < ends <= now else None


def needs_touch(seen_at: datetime, now: datetime) -> bool:
    """Whether it is time to note that a session is in use."""
    return now - seen_at >= TOUCH_EVERY


class Standing(NamedTuple):
    """How long a session lasts from a moment on: as it stands, and at the most."""

    ends_at: datetime
    ends_at_last: datetime

    @property
    def can_stay(self) -> bool:
        """Whether using it puts its end off."""
        return self.ends_at < self.ends_at_last


def standing_of(seen_at: datetime, started_at: datetime) -> Standing:
    """When a session ends that was seen last at a moment."""
    last = started_at + ABSOLUTE
    return Standing(min(seen_at + IDLE, last), last)


def end(session: Session, row: UserSession, *, why: EndReason, now: datetime) -> None:
    """End one session."""
    row.ended_at, row.ended_why = now, why
    record(
        session,
        AccountAct.SESSION_ENDED,
        thing_kind="users",
        thing_id=row.user_id,
        facts={"why": why},
    )


def end_others(
    session: Session, user: User, *, keep: UUID | None, why: EndReason, now: datetime
) -> int:
    """End all sessions of a user but one; returns how many."""
    rows = [r for r in open_sessions(session, user, now=now) if r.id != keep]
    for row in rows:
        end(session, row, why=why, now=now)
    return len(rows)


def open_sessions(session: Session, user: User, *, now: datetime) -> Sequence[UserSession]:
    """The sessions of a user that still work, newest first."""
    return session.scalars(
        sa.select(UserSession)
        .where(
            UserSession.user_id == user.id,
            UserSession.ended_at.is_(None),
            UserSession.seen_at > now - IDLE,
            UserSession.started_at > now - ABSOLUTE,
        )
        .order_by(UserSession.started_at.desc())
    ).all()


def own_session(session: Session, user: User, session_id: UUID) -> UserSession:
    """One of the user's own sessions. Raises NotFound."""
    row = session.get(UserSession, session_id)
    if row is None or row.user_id != user.id:
        raise NotFound(_("There is no such session."))
    return row
