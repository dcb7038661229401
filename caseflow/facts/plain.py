"""Text without what nobody sees: one form of each letter, plain spaces, the digits 0 to 9."""

from __future__ import annotations

import unicodedata

BLANK = frozenset("\u2800\u3164\u115f\u1160\uffa0\U0001d159")
"""Letters and signs by their kind that are drawn as nothing."""


def is_unseen(letter: str) -> bool:
    """Whether nobody sees this character: control and format characters, and what is blank."""
    return letter in BLANK or unicodedata.category(letter) in {"Cf", "Cc", "Cs"}


def western_digits(typed: str) -> str:
    """The same text with the digits of any script as 0 to 9."""
    return "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in typed)


def plain(typed: str) -> str:
    """The text in compatible letters, without invisible marks, with single spaces and 0 to 9."""
    if typed.isascii():
        return " ".join(typed.split())
    seen = "".join(c for c in typed if c.isspace() or not is_unseen(c))
    return " ".join(western_digits(unicodedata.normalize("NFKC", seen)).split())
