"""Text without what nobody sees: one form of each letter, plain spaces, the digits 0 to 9."""

from __future__ import annotations

import unicodedata


def western_digits(typed: str) -> str:
    """The same text with the digits of any script as 0 to 9."""
    return "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in typed)


def plain(typed: str) -> str:
    """The text in compatible letters, without invisible marks, with single spaces and 0 to 9."""
    if typed.isascii():
        return " ".join(typed.split())
    seen = "".join(
        c for c in typed if unicodedata.category(c) not in {"Cf", "Cc", "Cs"} or c.isspace()
    )
    return " ".join(western_digits(unicodedata.normalize("NFKC", seen)).split())
