"""Numbers of people: of a passport, an identity card or of staff; one field may hold several.

Whatever has no digit, or is a date, is no number: “applied for”, written for two people, would
tie strangers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from caseflow.facts.dates import BadDate
from caseflow.facts.dates import read as read_date
from caseflow.facts.plain import plain
from caseflow.facts.words_for_nothing import says_nothing
from caseflow.labels import Text, _

LONGEST_TEXT, LONGEST = 200, 60
FEWEST = 4
"""How many letters and digits a number needs to be looked for: shorter ones are of many people."""
_PARTED = re.compile(r"[|;\r\n؛；]+")
_JOINED = re.compile(r"[,،、]+|\s+[/&+]\s+|\s+(?:and|et|y|und|и|و)\s+", re.IGNORECASE)
_SIGNS = str.maketrans(dict.fromkeys("№ºª", " "))
_GROUPS = re.compile(r"\d{1,3}(?:,\d{3})+")
"""One number in groups of three digits: its commas part nothing."""


@dataclass(frozen=True)
class ReadNumbers:
    """What was read of a text: numbers as they compare, and what stands there and is none."""

    numbers: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    nothing: tuple[str, ...] = ()
    """Parts that only say that there is none, such as N/A or 000."""

    @property
    def reason(self) -> Text | None:
        """What is no number, for people; None where all is."""
        for text in (*self.unread, *self.nothing):
            return _("“%(text)s” is no number", text=text)
        return None


@lru_cache(maxsize=2048)
def read_several(text: str) -> ReadNumbers:
    """The numbers of a text, parted by ; or |, line ends, commas, “/” between spaces, or “and”.

    Each compares as capital letters and digits 0 to 9, without leading zeros (spreadsheets lose
    them). A slash without spaces is part of a number, as some countries print it.
    """
    numbers, unread, nothing = [], [], []
    for part in _parts(text):
        letters = plain(part[:LONGEST_TEXT].translate(_SIGNS)).upper()
        number = "".join(c for c in letters if c.isalnum()).lstrip("0")[:LONGEST]
        if says_nothing(part) or not number:
            nothing.append(part)
        elif any(c.isdigit() for c in number) and not _is_date(part):
            numbers.append(number)
        else:
            unread.append(part)
    return ReadNumbers(*(tuple(dict.fromkeys(each)) for each in (numbers, unread, nothing)))


def _is_date(part: str) -> bool:
    """Whether a day is written here in words, such as 4 July 1984."""
    if " " not in part or not any(c.isalpha() for c in part):
        return False
    try:
        return bool(read_date(part))
    except BadDate:
        return False


def _parts(text: str) -> list[str]:
    found: list[str] = []
    for part in filter(None, map(str.strip, _PARTED.split(text))):
        whole = says_nothing(part) or _GROUPS.fullmatch(part)
        found += [part] if whole else filter(None, map(str.strip, _JOINED.split(part)))
    return found
