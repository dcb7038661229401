"""What people type: made tidy without changing what it says, or refused with a sentence."""

from __future__ import annotations

import re
import unicodedata

from caseflow.facts.plain import BLANK
from caseflow.labels import Text, _, ngettext

# Control characters, lone surrogates and the two non-characters that XML and JSON refuse; and the
# two that turn letters around whatever their script, so that a name reads as another one.
UNWRITABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202d\u202e\ud800-\udfff\ufffe\uffff]"
)
LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
MOST_MARKS = 12
"""Accents on one letter: more than any script puts there."""
SPACES = re.compile(r"[^\S\n]+")
UNSHOWN = re.compile("[\0\ud800-\udfff]")
SEEN = frozenset("LNPS")
"""The kinds of characters that are seen by themselves; a mark needs a letter to stand on."""


def tidy(typed: str, *, lines: bool) -> str:
    """The same words in Unicode's composed form, trimmed; one line unless `lines`."""
    text = LINE_ENDS.sub("\n", typed)
    if not lines:
        text = SPACES.sub(" ", text.replace("\n", " "))
    return unicodedata.normalize("NFC", text.strip())


def fault_in(typed: str, *, longest: int) -> Text | None:
    """Why this text cannot be kept, or None when it can."""
    if len(typed) > longest:
        return _(
            "This has %(length)s characters, and %(longest)s fit here",
            length=f"{len(typed):,}",
            longest=f"{longest:,}",
        )
    found = list(UNWRITABLE.finditer(LINE_ENDS.sub("\n", typed)))
    if not found:
        return _too_many_marks(typed)
    return ngettext(
        "There is a character here that cannot be kept (U+%(code)s, place %(place)s). "
        "Take it out: it often comes with pasted text",
        "There are %(count)s characters here that cannot be kept (the first is U+%(code)s, place "
        "%(place)s). Take them out: they often come with pasted text",
        len(found),
        code=f"{ord(found[0].group()):04X}",
        place=found[0].start() + 1,
    )


def without_unkept(typed: str) -> str:
    """The text without all that cannot be kept: control characters, and accents piled too high."""
    kept, pile = [], 0
    for letter in UNWRITABLE.sub("", LINE_ENDS.sub("\n", typed)):
        pile = pile + 1 if letter > "\u02ff" and unicodedata.combining(letter) else 0
        if pile <= MOST_MARKS:
            kept.append(letter)
    return "".join(kept)


def is_seen(text: str) -> bool:
    """Whether there is something in a text that people see."""
    if text.isascii():
        return bool(text.strip())
    return any(unicodedata.category(c)[0] in SEEN and c not in BLANK for c in text)


def _too_many_marks(typed: str) -> Text | None:
    """A pile of accents on one letter would be drawn over the words around it."""
    pile = 0
    for place, letter in enumerate(typed, 1):
        pile = pile + 1 if letter > "\u02ff" and unicodedata.combining(letter) else 0
        if pile > MOST_MARKS:
            return _("There are too many accents on one letter (place %(place)s)", place=place)
    return None


def showable(typed: str) -> str:
    """What was typed, fit to be sent back in a page, which cannot hold NUL and lone surrogates."""
    return UNSHOWN.sub("", typed)
