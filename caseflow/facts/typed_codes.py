"""Codes and references as people type them: one reading for all of them."""

from __future__ import annotations

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
