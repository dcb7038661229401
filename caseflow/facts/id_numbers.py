"""Numbers of people: of a passport, an identity card or of staff; one field may hold several.

What has no digit, is a date or holds words is no number: “applied for”, written for two people,
would tie strangers. What names a number (“Passport no. AB 1234”) is no part of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from caseflow.facts.dates import Bad, BadDate
from caseflow.facts.dates import read as read_date
from caseflow.facts.plain import plain
from caseflow.facts.words_for_nothing import says_nothing
from caseflow.labels import Text, _

LONGEST_TEXT, LONGEST = 200, 60
FEWEST, FEWEST_DIGITS = 4, 3
"""What a number needs to be looked for: shorter ones are of many people."""
LONGEST_WORD, MOST_LETTERS = 3, 5
"""How long a word without a digit may be, and how many letters all of them may have together."""
_NAMED = """
passport passports passeport pasaporte passaporte reisepass паспорт pp staff index employee id
identity identification card national document no nr num number numbers numero número n
"""
LABELS = frozenset(_NAMED.split())
"""Words in front of a number that only name it."""
_PARTED = re.compile(r"[|;\r\n؛；]+")
_JOINED = re.compile(r"[,،、]+|\s+[/&+]\s+|\s+(?:and|et|y|und|и|و)\s+", re.IGNORECASE)
_SIGNS = str.maketrans(dict.fromkeys("№ºª", " "))
_LABEL_ENDS = re.compile(r"[.:#°]+$")
_DAY = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}[/.-]\d{1,2}[/.-]\d{1,2}")
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
        words = _without_labels(plain(part[:LONGEST_TEXT].translate(_SIGNS)).upper())
        number = "".join(c for c in "".join(words) if c.isalnum()).lstrip("0")[:LONGEST]
        if says_nothing(part) or not number:
            nothing.append(part)
        elif any(map(str.isdigit, number)) and not _is_date(part) and not _is_said(words):
            numbers.append(number)
        else:
            unread.append(part)
    return ReadNumbers(*(tuple(dict.fromkeys(each)) for each in (numbers, unread, nothing)))


def is_telling(number: str) -> bool:
    """Whether a number, as it compares, tells people of one name apart."""
    return len(number) >= FEWEST and sum(c.isdigit() for c in number) >= FEWEST_DIGITS


def _without_labels(text: str) -> list[str]:
    """The words of a text, without those in front that only name the number."""
    words = text.split()
    while len(words) > 1 and _is_label(words[0]):
        words.pop(0)
    return words


def _is_label(word: str) -> bool:
    """Whether a word only names a number; short ones may be its letters (“N 40817”)."""
    bare = _LABEL_ENDS.sub("", word)
    return bare.casefold() in LABELS and (len(bare) > LONGEST_WORD or bare != word)


def _is_said(words: list[str]) -> bool:
    """Whether these are words about a number, such as “see page 3”."""
    letters = [len(word) for word in words if not any(c.isdigit() for c in word)]
    return max(letters, default=0) > LONGEST_WORD or sum(letters) > MOST_LETTERS


def _is_date(part: str) -> bool:
    """Whether a day is written here, such as 4 July 1984 or 4/7/1984."""
    spelt = " " in part and any(c.isalpha() for c in part)
    if not spelt and not _DAY.fullmatch(part):
        return False
    try:
        return bool(read_date(part))
    except BadDate as bad:
        return bad.bad is Bad.AMBIGUOUS


def _parts(text: str) -> list[str]:
    found: list[str] = []
    for part in filter(None, map(str.strip, _PARTED.split(text))):
        whole = says_nothing(part) or _GROUPS.fullmatch(part)
        found += [part] if whole else filter(None, map(str.strip, _JOINED.split(part)))
    return found
