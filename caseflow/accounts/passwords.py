"""Password hashing: Argon2id over a peppered password, the same work for unknown users."""

from __future__ import annotations

import hashlib
import hmac
import threading
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from caseflow.errors import NotReady
from caseflow.labels import _

LONGEST = 256
SHORTEST = 15
_AT_ONCE = threading.BoundedSemaphore(2)


@dataclass(frozen=True)
class Cost:
    """How much work one hash is. `memory` in KiB."""

    memory: int = 64 * 1024
    time: int = 3
    lanes: int = 1


class Passwords:
    """Makes and checks password hashes with one pepper and one cost."""

    def __init__(self, pepper: bytes, cost: Cost) -> None:
        self._pepper = pepper
        self._hasher = PasswordHasher(
            time_cost=cost.time, memory_cost=cost.memory, parallelism=cost.lanes
        )

    @cached_property
    def _nobody(self) -> str:
        """What unknown users are checked against, made with the parameters of the day."""
        return self._hasher.hash(self._peppered("nobody has this password"))

    def hash(self, password: str) -> str:
        """The hash to keep."""
        with _AT_ONCE:
            return self._hasher.hash(self._peppered(password))

    def hash_new(self, password: str, *, username: str) -> str:
        """The hash of a password that somebody chooses: slow, so made before anything is locked.

        Raises NotReady for one that the rules refuse.
        """
        check_new_password(password, username=username)
        return self.hash(password)

    def verify(self, kept: str | None, password: str) -> bool:
        """Whether this is the password; takes as long where there is no such user."""
        if len(password.encode("utf-8", "replace")) > LONGEST:
            password, kept = "", None
        nobody = self._nobody
        with _AT_ONCE:
            try:
                self._hasher.verify(kept or nobody, self._peppered(password))
            except (VerifyMismatchError, InvalidHashError):
                return False
        return kept is not None

    def _peppered(self, password: str) -> str:
        normal = unicodedata.normalize("NFC", password).encode("utf-8", "replace")
        return hmac.new(self._pepper, normal, hashlib.sha256).hexdigest()


def check_new_password(password: str, *, username: str) -> None:
    """Refuse what is too short, too long or the user's own name. Raises NotReady."""
    if len(password) < SHORTEST:
        raise NotReady(
            _("A password needs at least %(n)s characters.", n=SHORTEST), field="password"
        )
    if len(password.encode("utf-8", "replace")) > LONGEST:
        raise NotReady(_("A password can have at most %(n)s bytes.", n=LONGEST), field="password")
    if username.casefold() in password.casefold():
        raise NotReady(_("The password contains the user name."), field="password")
    if len(set(password)) < 5:
        raise NotReady(_("The password repeats the same few characters."), field="password")
