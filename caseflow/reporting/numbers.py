"""Export numbers: ``X-YYYY-`` and ten digits that tell no order; the last one checks the others."""

from __future__ import annotations

import hmac
from uuid import UUID

from caseflow.reference.numbers import check, parse

CODE = "X"
DRAWN = 9
"""Digits before the check digit: so many numbers are unused that guessing does not pay."""


def export_number(export_id: UUID, year: int, key: bytes) -> str:
    """The number of an export, made from its id under a key that never changes."""
    digest = hmac.digest(key, b"%d|%s" % (year, export_id.bytes), "sha256")
    drawn = int.from_bytes(digest, "big") % 10**DRAWN
    stem = f"{CODE}-{year:04d}-{drawn:0{DRAWN}d}"
    return next(number for last in range(10) if check(number := f"{stem}{last}"))


def tidy_number(typed: str) -> str | None:
    """A typed export number as it is printed, or None for what cannot be one.

    Small letters, other dashes and the digits of other scripts are accepted.
    """
    found = parse(typed)
    if found is None or found.code != CODE or len(found.digits) != DRAWN + 1:
        return None
    return str(found)
