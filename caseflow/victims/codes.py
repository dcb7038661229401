"""Pseudonymous codes such as ``V-7K2M-93``: drawn at random, with a character that checks them."""

from __future__ import annotations

import re

from caseflow.facts import typed_codes
from caseflow.facts.typed_codes import ALPHABET, check_character, plain

SHAPE = re.compile(rf"V-?([{ALPHABET}]{{4}})-?([{ALPHABET}]{{2}})")
DRAWN = 5


def draw() -> str:
    """A new code; 28 million are possible, so the caller has to be ready for one in use."""
    body = typed_codes.draw(DRAWN)
    return written(body + check_character(body))


def written(symbols: str) -> str:
    """Six characters as people write them."""
    return f"V-{symbols[:4]}-{symbols[4:]}"


def parse(typed: str) -> str | None:
    """The code somebody typed, or None if it is none.

    One wrong character is noticed, and so are two neighbours that changed places.
    """
    if len(typed) > 40:
        return None
    match = SHAPE.fullmatch(plain(typed).replace(" ", ""))
    if match is None:
        return None
    symbols = "".join(match.groups())
    return written(symbols) if check_character(symbols[:DRAWN]) == symbols[DRAWN] else None
