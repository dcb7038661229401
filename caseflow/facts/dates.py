"""The one reader of dates: what people, files and spreadsheets write, as exactly as it is known.

What could be two days is not guessed: it is refused with both, unless somebody declared for a
whole file which comes first.
"""

from __future__ import annotations

import re
from datetime import date

from caseflow.facts.date_words import (
    alternatives,
    partings,
    without_about,
    without_decade_words,
    without_from,
    without_little_words,
)
from caseflow.facts.day_parts import (
    UNDECLARED,
    Bad,
    BadDate,
    Declared,
    Order,
    checked_year,
    of_parts,
    on,
)
from caseflow.facts.months import month_named, month_words, weekday_words
from caseflow.facts.numbered_dates import PARTS, in_numbers_alone, short_year
from caseflow.facts.plain import plain
from caseflow.facts.spans import Exactness, Span
from caseflow.facts.words_for_nothing import says_nothing
from caseflow.labels import _

__all__ = [
    "UNDECLARED",
    "Bad",
    "BadDate",
    "Declared",
    "Exactness",
    "Order",
    "Span",
    "read",
    "read_each",
    "says_no_date",
]

LONGEST = 80
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_TIME = re.compile(
    r"(?<=[\d月日])(?:[t ]+| *, *)\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?"
    r" ?(?:[ap]\.?m\.?)? ?(?:z|utc|gmt)?(?:[+-]\d{2}:?(?:\d{2})?)?(?: \(.*\))? *$"
    r"|(?<=\d{8})t\d{4}(?:\d{2})?z?$"
    r"|(?<=\d{4}-\d{2}-\d{2})(?:z|[+-]\d{2}:\d{2})$"
)
_UNKNOWN = re.compile(r"(?:(?<=[-/.])|^)(?:xx?|uu|\?\??|\*\*?)(?=[-/.]|$)")
"""Signs that stand in place of a day or a month, as noughts do."""
_NO_DATE = re.compile(r"[0\W_]*0[0\W_]*")
_HAN = re.compile(r"(\d{4}) ?[年년](?: ?(\d{1,2}) ?[月월](?: ?(\d{1,2}) ?[日号號일])?)?")
_SERIAL = re.compile(r"[1-9]\d{4}(?:\.\d+)?")
_DECADE = re.compile(r"(\d{3})0['’]?s|(\d{3})0年代")
_TWO_YEARS = re.compile(r"((\d\d)(\d\d)) ?[-/] ?(\d\d)")
_AROUND = " .,;:'\"“”’"
_SEVERAL = re.compile(r"[|;\n]")
_SHORT_AFTER = re.compile(r"[-/'’]\d\d$")
_ORDINAL = re.compile(r"(?<=\d)(?:\.?°|(?:st|nd|rd|th|er|日|-?(?:го|ое|е|ый|й))(?![^\W\d_]))")
_ORDINAL_LETTER = re.compile(r"(?<![^\W_])(\d\d?)\.?[oa](?![^\W_])")
"""“1o de maio” is “1º de maio”: no word (Spanish and Italian "o" is "or")."""


def read(text: str, *, today: date | None = None, declared: Declared = UNDECLARED) -> Span:
    """The days that a text means. Raises BadDate; after `today`, too, where that is given."""
    found = _iso(text) if text.isascii() else None
    if found is None:
        words = _words(text)
        if len(words) > LONGEST:
            raise _unreadable()
        found = _any(words, declared)
    if today is not None and found.earliest_whole > today:
        raise BadDate("year", _("This date has not come yet"), Bad.FUTURE)
    return found


def says_no_date(text: str) -> bool:
    """Whether a text says that no date is known: in words for nothing, or in noughts alone."""
    return not text.strip() or says_nothing(text) or bool(_NO_DATE.fullmatch(text))


def read_each(
    text: str, *, today: date | None = None, declared: Declared = UNDECLARED
) -> tuple[list[Span], list[BadDate]]:
    """All dates of a text that may hold several, and what is wrong with the others.

    They stand apart by | or ; or, where each is a known day, by "or". What says that no date is
    known is neither.
    """
    found: list[Span] = []
    wrong: list[BadDate] = []
    for part in _SEVERAL.split(text) if text else ():
        for each in () if says_no_date(part) else _known_days(part, declared):
            try:
                found.append(read(each, today=today, declared=declared))
            except BadDate as bad:
                wrong.append(bad)
    return found, wrong


def _known_days(text: str, declared: Declared) -> list[str]:
    """The two or more days of "4 July 1984 or 5 July 1985"; else the text as it is."""
    if text.isascii() and not any(c.isalpha() for c in text):
        return [text]
    parts = alternatives(_words(text))
    try:
        if len(parts) > 1 and all(read(part, declared=declared).is_day for part in parts):
            return parts
    except BadDate:
        pass
    return [text]


def _words(text: str) -> str:
    """The text in small plain letters, digits 0 to 9 and one kind of dash."""
    words = plain(text[: LONGEST * 4]).casefold().translate(_DASHES)
    return _ORDINAL_LETTER.sub(r"\1°", words)


def _day_number() -> BadDate:
    words = _("This number may be the day of a spreadsheet: write it such as 4 July 1984")
    return BadDate("day", words, Bad.NUMBER)


def _unreadable() -> BadDate:
    return BadDate(
        "day",
        _("This date cannot be read. Write it such as 4 July 1984, July 1984, 1984 or about 1984"),
        Bad.UNREADABLE,
    )


def _iso(text: str) -> Span | None:
    """The commonest form first: files are full of it."""
    parts = _ISO.fullmatch(text)
    if parts is None or (parts[2] and not parts[3] and int(parts[2]) > 12):
        return None
    return of_parts(parts[1], parts[2], parts[3])


def _any(text: str, declared: Declared) -> Span:
    """One date; about one; or from one to another."""
    text = _UNKNOWN.sub("00", without_little_words(text).strip(_AROUND))
    found = _one(text, declared)
    if found is None and (bare := without_about(text)) != text:
        inner = _one(bare, declared)
        found = inner.about() if inner is not None else None
    found = found or _between(text, declared)
    if found is None:
        raise _day_number() if _SERIAL.fullmatch(text) else _unreadable()
    return found


def _one(text: str, declared: Declared) -> Span | None:
    """The date that is written in one of the forms we know; None where it has none of them.

    Raises BadDate where it has one, and cannot be.
    """
    text = without_little_words(_TIME.sub("", text)).strip(_AROUND)
    if (found := _iso(text)) is not None:
        return found
    if parts := _HAN.fullmatch(text):
        return of_parts(parts[1], parts[2], parts[3])
    if parts := _DECADE.fullmatch(without_decade_words(text)):
        first = checked_year(int(f"{parts[1] or parts[2]}0"))
        return Span.of(first).until(Span.of(first + 9))
    if (found := in_numbers_alone(text, declared)) is not None:
        return found
    return _in_words(text, declared)


def _in_words(text: str, declared: Declared) -> Span | None:
    """A month by its name, with a year and perhaps a day: in any order, the day before the year."""
    months = list(month_words().finditer(text))
    if len(months) != 1:
        return None
    month = month_named(months[0].group())
    rest = text[: months[0].start()] + " " + text[months[0].end() :]
    rest = weekday_words().sub(" ", _ORDINAL.sub("", rest))
    words = [w for w in PARTS.split(without_little_words(rest)) if w]
    short = bool(_SHORT_AFTER.search(text))
    words = [w.strip("'’") for w in words]
    if not month or not 1 <= len(words) <= 2 or not all(w.isdecimal() for w in words):
        return None
    years = [w for w in words if len(w) == 4]
    if not years and (len(words) == 2 or short or int(words[0]) > 31):
        two = words.pop(0 if int(words[0]) > 31 else -1)
        if len(two) != 2:
            return None
        year = short_year(int(two), declared)
    elif len(years) == 1:
        words.remove(years[0])
        year = checked_year(int(years[0]))
    else:
        return None
    if not words or not int(words[0]):
        return Span.of(year, month)
    return on(year, month, int(words[0]))


def _between(text: str, declared: Declared) -> Span | None:
    """From one date to another: at each place where the text may part."""
    if parts := _TWO_YEARS.fullmatch(text):
        if int(parts[4]) > max(12, int(parts[3])):
            return Span.of(int(parts[1])).until(Span.of(int(parts[2] + parts[4])))
        return of_parts(parts[1], parts[4], None)
    for one, other in partings(without_from(text)):
        last = _end(other, "", declared)
        first = _end(one, other, declared) if last is not None else None
        if first is not None and last is not None and first.first <= last.last:
            return first.until(last)
    return None


def _end(text: str, other: str, declared: Declared) -> Span | None:
    """One end of a span; a first one may lack what stands in the second ("4 and 8 July 1984")."""
    lacking = " ".join(other.split()[1:])
    for words in (text, f"{text} {lacking}" if lacking else ""):
        try:
            found = _one(without_about(words), declared) if words else None
        except BadDate:
            continue
        if found is not None:
            return found
    return None
