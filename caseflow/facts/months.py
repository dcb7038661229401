"""Months and days of the week by their names, as our languages and some others write them."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache

from babel import Locale

from caseflow.labels import _

READ_IN = (
    *("en", "ar", "fr", "es", "ru", "zh", "de", "pt", "it", "nl", "ar_SY", "ar_DZ", "ar_MA"),
    *("pl", "tr", "el", "hi", "uk", "fa", "sw", "id", "ms", "sv", "da", "nb", "fi", "hu", "ro"),
    *("cs", "sk", "bg", "sr", "sr_Latn", "hr", "sq", "bn", "ur", "ne", "ps", "am", "so", "he"),
)
"""A word by which two of them mean two months is not read: "listopad" (Polish, Croatian)."""
MONTHS = (
    _("January"),
    _("February"),
    _("March"),
    _("April"),
    _("May"),
    _("June"),
    _("July"),
    _("August"),
    _("September"),
    _("October"),
    _("November"),
    _("December"),
)
WIDTHS = ("wide", "abbreviated")
ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")


def month_named(name: str) -> int | None:
    """The number of the month that is called so, in any of the languages; else None."""
    return _months().get(plain_name(name))


def plain_name(name: str) -> str:
    """A name of a month or day as names are compared."""
    return name.casefold().rstrip(".").strip()


@lru_cache(maxsize=1)
def month_words() -> re.Pattern[str]:
    """Finds the name of a month that stands apart from other letters."""
    return _standing_apart([name for name in _months() if not name[:1].isdigit()])


@lru_cache(maxsize=1)
def weekday_words() -> re.Pattern[str]:
    """Finds the name of a day of the week that stands apart from other letters."""
    names = {
        plain_name(name)
        for code in READ_IN
        for context in Locale.parse(code).days.values()
        for width in WIDTHS
        for name in context[width].values()
    }
    return _standing_apart([name for name in names - _months().keys() if len(name) > 1])


def _standing_apart(names: list[str]) -> re.Pattern[str]:
    either = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<![^\W\d_])(?:{either})(?![^\W\d_])\.?")


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    meant: defaultdict[str, set[int]] = defaultdict(set)
    for code in READ_IN:
        for context in Locale.parse(code).months.values():
            for width in WIDTHS:
                for number, name in context[width].items():
                    meant[plain_name(name)].add(number)
    names = {name: numbers.pop() for name, numbers in meant.items() if len(numbers) == 1}
    names["sept"] = 9
    return names | {roman: number for number, roman in enumerate(ROMAN, 1)}
