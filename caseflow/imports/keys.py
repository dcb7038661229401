"""How the same key may be written in two files, and in what the two writings differ."""

from __future__ import annotations

import re
import unicodedata

from caseflow.labels import Text, _

SAME_REFERENCE = _("an earlier row has the same reference")
_DECIMALS = re.compile(r"[.,]0+$")
_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
_NOT_WORDS = re.compile(r"[\W_]+")


def without_decimals(key: str) -> str:
    """A number without the “.0” that a spreadsheet gives it."""
    return _DECIMALS.sub("", key)


def without_zeros(key: str) -> str:
    """A key without the zeros before a number, which a spreadsheet takes away."""
    return _ZEROS.sub("", key)


def plain(key: str) -> str:
    """What is left of a key when everything is taken away that writings of it may differ in."""
    folded = unicodedata.normalize("NFKC", without_zeros(without_decimals(key))).casefold()
    return without_zeros(_NOT_WORDS.sub("", folded))


def differ_as_numbers(one: str, other: str) -> bool:
    """Whether two keys are one number, written with “.0” or with zeros before it."""
    return without_zeros(without_decimals(one)) == without_zeros(without_decimals(other))


def difference(one: str, other: str) -> Text:
    """In what two writings of one key differ, in words."""
    decimals = without_decimals(one) == without_decimals(other)
    if decimals:
        return _("by “.0” at the end")
    if without_zeros(one) == without_zeros(other):
        return _("by zeros before a number")
    if differ_as_numbers(one, other):
        return _("by “.0” at the end and zeros before a number")
    return _("by blanks, marks or the size of letters")
