"""Devices that somebody has signed in on before: a cookie that names nobody.

It holds a random number, our signature of it, and one mark for each account that has signed in
there. A mark is a keyed hash of number and user name: it tells nothing, and fits no other account.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64encode
from datetime import timedelta

COOKIE = "__Host-caseflow-device"
KEPT = timedelta(days=400)
MOST = 6
"""Accounts that one device remembers; the one used longest ago is forgotten."""
LONGEST = 400


class Devices:
    """Makes and reads the cookie under a key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def number(self, cookie: str | None) -> str | None:
        """The device's number, if the cookie is one of ours."""
        if not cookie or len(cookie) > LONGEST or not cookie.isascii():
            return None
        number, _dot, rest = cookie.partition(".")
        signature = rest.partition(".")[0]
        ours = hmac.compare_digest(signature, self._mark("device", number))
        return number if ours else None

    def known(self, cookie: str | None, username: str) -> str | None:
        """The device's number, if this account has signed in there before."""
        number = self.number(cookie)
        if number is None or cookie is None:
            return None
        wanted = self._mark(number, username.strip().casefold())
        met = [hmac.compare_digest(wanted, mark) for mark in cookie.split(".")[2:]]
        return number if any(met) else None

    def remember(self, cookie: str | None, username: str) -> str:
        """The cookie after this account has signed in; a new one where there was none of ours."""
        number = self.number(cookie)
        marks = cookie.split(".")[2:] if number and cookie else []
        number = number or secrets.token_urlsafe(16)
        own = self._mark(number, username.strip().casefold())
        kept = [own, *(mark for mark in marks if mark != own)][:MOST]
        return ".".join([number, self._mark("device", number), *kept])

    def _mark(self, first: str, second: str) -> str:
        text = f"{len(first)}|{first}|{second}".encode("utf-8", "replace")
        return urlsafe_b64encode(hmac.digest(self._key, text, "sha256")[:15]).decode()
