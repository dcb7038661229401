"""Pseudonymous codes such as ``V-7K2M-93``: drawn at random, with a character that checks them."""

from __future__ import annotations

import re
import secrets
import unicodedata

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Thirty-one characters without those that look alike; a prime number of them."""
SHAPE = re.compile(rf"V-?([{ALPHABET}]{{4}})-?([{ALPHABET}]{{2}})")
DRAWN = 5


def draw() -> str:
    """A new code; 28 million are possible, so the caller has to be ready for one in use."""
    body = "".join(secrets.choice(ALPHABET) for _each in range(DRAWN))
    return written(body + _check(body))


def written(symbols: str) -> str:
    """Six characters as people write them."""
    return f"V-{symbols[:4]}-{symbols[4:]}"


def parse(typed: str) -> str | None:
    """The code somebody typed, or None if it is none.

    One wrong character is noticed, and so are two neighbours that changed places.
    """
    if len(typed) > 40:
        return None
    tidy = unicodedata.normalize("NFKC", typed).strip().upper().replace(" ", "")
    match = SHAPE.fullmatch(tidy)
    if match is None:
        return None
    symbols = "".join(match.groups())
    return written(symbols) if _check(symbols[:DRAWN]) == symbols[DRAWN] else None


def _check(body: str) -> str:
    """The character that makes the weighted sum a multiple of the alphabet's prime length."""
    total = sum((place + 2) * ALPHABET.index(symbol) for place, symbol in enumerate(body))
    return ALPHABET[-total % len(ALPHABET)]
