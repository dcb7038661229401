"""References of entries and look-ups: drawn at random, so that none tells how many there are."""

from __future__ import annotations

from caseflow.facts import typed_codes

SYMBOLS = 10


def draw(prefix: str) -> str:
    """Such as ``RE-7K2M9-3QXAB``; 800 million million are possible."""
    drawn = typed_codes.draw(SYMBOLS)
    return f"{prefix}-{drawn[:5]}-{drawn[5:]}"
