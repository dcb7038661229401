"""References of entries and look-ups: drawn at random, so that none tells how many there are."""

from __future__ import annotations

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # pragma: allowlist secret
SYMBOLS = 10


def draw(prefix: str) -> str:
    """Such as ``RE-7K2M9-3QXAB``; 800 million million are possible."""
    drawn = "".join(secrets.choice(ALPHABET) for _each in range(SYMBOLS))
    return f"{prefix}-{drawn[:5]}-{drawn[5:]}"
