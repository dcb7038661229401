"""How guessing is slowed down: by account and network, or by device where the account knows it."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.accounts.guess_limits import Budget, Turn, give_back, take_turn
from caseflow.accounts.models import SignInFailure

PER_ACCOUNT = 10
PER_NETWORK = 50
ACCOUNT = Budget(PER_ACCOUNT, timedelta(seconds=15), timedelta(minutes=15))
NETWORK = Budget(PER_NETWORK, timedelta(seconds=2), timedelta(minutes=1))
"""Many share a network: who comes from it for the first time never waits long."""


class Proof(StrEnum):
    """What somebody types to prove who they are: a password to sign in, or a code for a new one.

    For an account each is counted by itself.
    """

    SIGN_IN = "account"  # the word by which counts were keyed before there were codes
    CODE = "code"


class Throttle:
    """Counts failures under keyed hashes, so that the table names nobody."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def _hash(self, kind: str, value: str) -> bytes:
        text = f"{kind}:{value.casefold()}".encode("utf-8", "replace")
        return hmac.new(self._key, text, hashlib.sha256).digest()[:16]

    def take_turn(
        self,
        session: Session,
        proof: Proof,
        *,
        username: str,
        network: str,
        device: str | None,
        now: datetime,
    ) -> Turn:
        """Count an attempt to prove who one is as if it had failed. Raises TooSoon.

        From a `device` on which this account has signed in before, only what was tried there
        counts: nobody else can shut that out.
        """
        budgets = [
            (self._hash(proof, username), ACCOUNT),
            (self._hash("network", network), NETWORK),
        ]
        if device is not None:
            budgets = [(self._device_key(proof, device, username), ACCOUNT)]
        return take_turn(session, SignInFailure, budgets, now=now)

    def take_own_turn(self, session: Session, *, user_id: UUID, now: datetime) -> Turn:
        """Count an attempt to prove one's present password. Raises TooSoon."""
        key = self._hash("present", user_id.hex)
        return take_turn(session, SignInFailure, [(key, ACCOUNT)], now=now)

    def give_back(self, session: Session, turn: Turn) -> None:
        """Let an attempt that succeeded not count."""
        give_back(session, SignInFailure, turn)

    def forget(self, session: Session, proof: Proof, *, username: str, device: str | None) -> None:
        """A success clears the account's failures, and the device's; the network's stay."""
        keys = [self._hash(proof, username)]
        if device is not None:
            keys.append(self._device_key(proof, device, username))
        session.execute(sa.delete(SignInFailure).where(SignInFailure.key.in_(keys)))

    def _device_key(self, proof: Proof, device: str, username: str) -> bytes:
        kind = "device" if proof is Proof.SIGN_IN else f"device:{proof}"
        return self._hash(kind, f"{device}:{username}")
