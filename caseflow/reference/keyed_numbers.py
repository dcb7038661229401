"""Numbers ``CODE-YYYY-`` and digits that tell no order, made of an id under a secret key."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from caseflow.crypto.keyring import keyring_of
from caseflow.reference.numbers import check, parse


@dataclass(frozen=True)
class KeyedNumbers:
    """The numbers of one kind of thing: its code, and how many digits stand before the check digit.

    So many of them are unused that guessing does not pay.
    """

    code: str
    digits: int

    def number(self, thing_id: UUID, year: int, key: bytes) -> str:
        """The number of a thing of this id; `key` never changes (`numbering_key`)."""
        digest = hmac.digest(key, b"%d|%s" % (year, thing_id.bytes), "sha256")
        drawn = int.from_bytes(digest, "big") % 10**self.digits
        stem = f"{self.code}-{year:04d}-{drawn:0{self.digits}d}"
        return next(number for last in range(10) if check(number := f"{stem}{last}"))

    def parse(self, typed: str) -> str | None:
        """A typed number as it is printed, or None for what cannot be one.

        Small letters, other dashes and the digits of other scripts are accepted.
        """
        parts = parse(typed)
        if parts is None or parts.code != self.code or len(parts.digits) != self.digits + 1:
            return None
        return str(parts)


def numbering_key(session: Session, purpose: str) -> bytes:
    """The secret by which numbers of one purpose are made, and in which order they are given.

    It comes from the root of the search tokens, which never changes.
    """
    return hmac.digest(keyring_of(session).token_root, purpose.encode(), "sha256")
