"""Proving who one is: the slow check happens before anything is locked or written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.accounts.models import User
from caseflow.accounts.passwords import Passwords
from caseflow.accounts.throttle import Throttle
from caseflow.audit.acts import Act, Outcome
from caseflow.audit.record import record
from caseflow.errors import NotReady
from caseflow.labels import _


@dataclass(frozen=True)
class Attempt:
    """What somebody typed, and from where (a network address, never stored as it is)."""

    username: str
    password: str
    network: str


@dataclass(frozen=True)
class Door:
    """What guards the door: how passwords are checked and how guessing is slowed down."""

    passwords: Passwords
    throttle: Throttle


TOO_MANY = _("There were too many failed attempts. Wait fifteen minutes and try again.")
WRONG = _("The user name or the password is not right.")


def prove(session: Session, attempt: Attempt, door: Door, *, now: datetime) -> UUID | None:
    """The id of the user whose password this is, or None; reads only.

    Takes the same work for unknown users. Raises NotReady when there were too many failures.
    """
    name = attempt.username.strip().casefold()
    if door.throttle.is_closed(session, username=name, network=attempt.network, now=now):
        raise NotReady(TOO_MANY)
    row = session.execute(
        sa.select(User.id, User.password_hash).where(User.username == name, User.active.is_(True))
    ).first()
    session.rollback()
    known = door.passwords.verify(row.password_hash if row else None, attempt.password)
    return row.id if row is not None and known else None


def fail(session: Session, attempt: Attempt, door: Door, *, now: datetime) -> None:
    """Count a failure and put it on the trail, without the name that was typed."""
    door.throttle.failed(
        session, username=attempt.username.strip(), network=attempt.network, now=now
    )
    record(session, Act.SIGN_IN_FAILED, outcome=Outcome.FAILED, thing_kind="users")


def welcome(session: Session, user_id: UUID, attempt: Attempt, door: Door) -> User:
    """The user who proved who they are; keeps the hash up to today's cost."""
    user = session.get_one(User, user_id)
    door.throttle.forget_account(session, username=attempt.username.strip())
    return user
