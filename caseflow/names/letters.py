"""Whether what was typed can be the name of a person at all."""

from __future__ import annotations


def has_letter(text: str) -> bool:
    """Whether a name has at least one letter, of whatever script.

    Marks, digits and characters that nobody sees name nobody.
    """
    return any(each.isalpha() for each in text)
