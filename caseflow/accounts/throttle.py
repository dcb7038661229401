"""Slowing down guessing: failures are counted in the database, per account and per network."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.accounts.models import SignInFailure

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 10
PER_NETWORK = 50


class Throttle:
    """Counts failures under keyed hashes, so that the table names nobody."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def _hash(self, kind: str, value: str) -> bytes:
        text = f"{kind}:{value.casefold()}".encode("utf-8", "replace")
        return hmac.new(self._key, text, hashlib.sha256).digest()[:16]

    def is_closed(self, session: Session, *, username: str, network: str, now: datetime) -> bool:
        """Whether there were too many failures of late for this account or this network."""
        since = now - WINDOW
        for kind, value, limit in (
            ("account", username, PER_ACCOUNT),
            ("network", network, PER_NETWORK),
        ):
            failures = session.scalar(
                sa.select(sa.func.count(SignInFailure.id)).where(
                    SignInFailure.key == self._hash(kind, value), SignInFailure.at > since
                )
            )
            if (failures or 0) >= limit:
                return True
        return False

    def failed(self, session: Session, *, username: str, network: str, now: datetime) -> None:
        """Count one failure."""
        for kind, value in (("account", username), ("network", network)):
            session.add(SignInFailure(key=self._hash(kind, value), at=now))

    def forget_account(self, session: Session, *, username: str) -> None:
        """A success clears the account's failures; the network's stay."""
        session.execute(
            sa.delete(SignInFailure).where(SignInFailure.key == self._hash("account", username))
        )
