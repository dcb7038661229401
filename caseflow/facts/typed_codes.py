"""Codes and references as people type them, and how they are drawn: one way for all of them."""

from __future__ import annotations

import secrets
import unicodedata

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # pragma: allowlist secret
"""Thirty-one characters without those that look alike; a prime number of them."""
DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-")


def plain(typed: str) -> str:
    """Capital letters, Western digits and plain dashes; what is not seen goes."""
    text = unicodedata.normalize("NFKC", typed.translate(DASHES))
    seen = (c for c in text if unicodedata.category(c) != "Cf")
    return (
        "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in seen).strip().upper()
    )


def bare(code: str) -> str:
    """A code without its dashes and other signs."""
    return "".join(c for c in code if c.isalnum())


def draw(how_many: int) -> str:
    """So many characters of the alphabet, drawn at random."""
    return "".join(secrets.choice(ALPHABET) for _each in range(how_many))


def check_character(body: str) -> str:
    """The character that makes the weighted sum a multiple of the alphabet's prime length.

    With it one wrong character is noticed, and so are two neighbours that changed places.
    """
    total = sum((place + 2) * ALPHABET.index(symbol) for place, symbol in enumerate(body))
    return ALPHABET[-total % len(ALPHABET)]
