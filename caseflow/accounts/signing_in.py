"""Proving who one is: the slow check happens before anything is locked or written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.accounts.acts import AccountAct
from caseflow.accounts.guess_limits import Turn
from caseflow.accounts.keyed_codes import is_own_hash
from caseflow.accounts.known_devices import Devices
from caseflow.accounts.models import User
from caseflow.accounts.passwords import Passwords
from caseflow.accounts.throttle import Proof, Throttle
from caseflow.audit.acts import Outcome
from caseflow.audit.record import record
from caseflow.labels import _


@dataclass(frozen=True)
class Attempt:
    """What somebody typed to prove who they are, and from where.

    `proof` says what `typed` is; `device` is one on which the account has signed in before.
    """

    username: str
    typed: str
    network: str
    device: str | None = None
    proof: Proof = Proof.SIGN_IN

    @property
    def name(self) -> str:
        """The user name as accounts are found by."""
        return self.username.strip().casefold()


@dataclass(frozen=True)
class Door:
    """What guards the door: how passwords are checked, guessing slowed down, devices known."""

    passwords: Passwords
    throttle: Throttle
    devices: Devices


WRONG = _("The user name or the password is not right.")


def count_attempt(session: Session, attempt: Attempt, door: Door, *, now: datetime) -> Turn:
    """Count the attempt before it is checked; commit at once. Raises TooSoon."""
    return door.throttle.take_turn(
        session,
        attempt.proof,
        username=attempt.name,
        network=attempt.network,
        device=attempt.device,
        now=now,
    )


def prove(session: Session, attempt: Attempt, door: Door) -> UUID | None:
    """The id of the user whose password this is, or None; reads only.

    Takes the same work for unknown users.
    """
    row = session.execute(
        sa.select(User.id, User.password_hash, User.password_code).where(
            User.username == attempt.name, User.active.is_(True)
        )
    ).first()
    session.rollback()
    return row.id if _fits(session, row, attempt.typed, door) and row is not None else None


def prove_present(session: Session, user_id: UUID, password: str, door: Door) -> bool:
    """Whether this is the present password of somebody who is signed in; reads only."""
    row = session.execute(
        sa.select(User.id, User.password_hash, User.password_code).where(User.id == user_id)
    ).first()
    session.rollback()
    return _fits(session, row, password, door)


def _fits(session: Session, row: Any, password: str, door: Door) -> bool:
    """Whether this is the password of a user as found; a hash kept for somebody else is nobody's.

    As much work is done where there is no hash.
    """
    own = row is not None and is_own_hash(session, row.id, row.password_hash, row.password_code)
    return door.passwords.verify(row.password_hash if own else None, password)


def record_failure(session: Session) -> None:
    """Put a failure on the trail, without the name that was typed; it was counted before."""
    record(session, AccountAct.SIGN_IN_FAILED, outcome=Outcome.FAILED, thing_kind="users")


def forget_failures(session: Session, attempt: Attempt, turn: Turn, door: Door) -> None:
    """Forget what was counted against somebody who proved who they are."""
    door.throttle.give_back(session, turn)
    door.throttle.forget(session, attempt.proof, username=attempt.name, device=attempt.device)
