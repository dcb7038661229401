"""What scripts ask for before words can be drawn: joining, reading direction, marks.

ReportLab draws one glyph per character from left to right. Arabic letters are therefore joined
beforehand, directions are resolved for a whole paragraph by the Unicode bidirectional algorithm
(UAX 9), and each line is put in visual order afterwards.
"""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from arabic_reshaper import ArabicReshaper

Direction = Literal["ltr", "rtl"]

RTL = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff]")
PLAIN = re.compile(
    "[ -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u052f\u1e00-\u1fff\u2010-\u2027€№]*"
)
# a vowel sign that is written before the consonant it follows in speech
DEVANAGARI_I = re.compile("([\u0904-\u0939\u0958-\u095f\u0978-\u097f]\u093c?)\u093f")
VARIANT = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
BREAKS = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# joiners and directional marks have no picture, but other characters are read by them
UNSEEN = frozenset("\u200b\u200c\u200d\u200e\u200f\u061c")
_MARKS_ABOVE = frozenset("\u064b\u064c\u064e\u064f\u0652\u0670")
_THAI_VOWELS_ABOVE = frozenset("\u0e31\u0e34\u0e35\u0e36\u0e37\u0e4d")
_THAI_TONES = frozenset("\u0e48\u0e49\u0e4a\u0e4b\u0e4c")


def paragraphs(text: str) -> list[str]:
    """The text cut at line ends of any kind, tidied: composed, tabs as spaces, no controls.

    Directional overrides are dropped, so that nobody can make a document read otherwise
    than it is stored; a lone surrogate becomes the replacement character.
    """
    if PLAIN.fullmatch(text):
        return [text]
    return [_tidy(part) for part in BREAKS.split(text)]


def _tidy(text: str) -> str:
    if PLAIN.fullmatch(text):
        return text
    kept = []
    for char in unicodedata.normalize("NFC", text.replace("\t", "    ")):
        category = unicodedata.category(char)
        if category == "Cs":
            kept.append("\ufffd")
        elif category == "Zs":
            kept.append("\u00a0" if char in "\u00a0\u202f" else " ")
        elif (category not in ("Cc", "Cf") or char in UNSEEN) and not VARIANT.match(char):
            kept.append(char)
    return "".join(kept)


@lru_cache(maxsize=1)
def _reshaper() -> ArabicReshaper:
    from arabic_reshaper import ArabicReshaper

    return ArabicReshaper({"delete_harakat": False, "ARABIC LIGATURE ALLAH": False})


def join(text: str) -> str:
    """The text with Arabic letters in their joined forms and Devanagari vowels in place."""
    if ARABIC.search(text):
        text = str(_reshaper().reshape(text))
    return DEVANAGARI_I.sub("\u093f\\1", text)


def direction_of(text: str, otherwise: Direction) -> Direction:
    """The direction of the first letter that has one (UAX 9, P2 and P3)."""
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind in ("R", "AL"):
            return "rtl"
        if kind == "L":
            return "ltr"
    return otherwise


def levels(text: str, direction: Direction) -> list[int]:
    """The embedding level of each character of a tidied paragraph; odd levels read leftwards."""
    base = 1 if direction == "rtl" else 0
    if base == 0 and not RTL.search(text):
        return [0] * len(text)
    from bidi import algorithm

    chars: list[dict[str, Any]] = [
        {"ch": char, "level": base, "type": kind, "orig": kind, "at": at}
        for at, char in enumerate(text)
        for kind in (unicodedata.bidirectional(char) or "L",)
    ]
    storage: dict[str, Any] = {
        "base_level": base,
        "base_dir": "LR"[base],
        "chars": chars,
        "runs": deque(),
    }
    algorithm.explicit_embed_and_overrides(storage)
    algorithm.resolve_weak_types(storage)
    algorithm.resolve_neutral_types(storage, False)
    algorithm.resolve_implicit_levels(storage, False)
    found = [base] * len(text)
    for char in storage["chars"]:
        found[char["at"]] = char["level"]
    return found


def visual_order(text: str, found: list[int], direction: Direction) -> list[int]:
    """The places of one line's characters from left to right (UAX 9, L1 and L2)."""
    base = 1 if direction == "rtl" else 0
    line = list(found)
    for at in range(len(text) - 1, -1, -1):
        if not text[at].isspace():
            break
        line[at] = base
    order = list(range(len(text)))
    if not line:
        return order
    lowest_odd = min((level for level in line if level % 2), default=max(line) + 1)
    for level in range(max(line), lowest_odd - 1, -1):
        start = 0
        while start < len(order):
            if line[order[start]] < level:
                start += 1
                continue
            end = start
            while end < len(order) and line[order[end]] >= level:
                end += 1
            order[start:end] = order[start:end][::-1]
            start = end
    return order


def mirrored(char: str, level: int) -> str:
    """The character as it is drawn at this level: brackets turn round (UAX 9, L4)."""
    if level % 2 and unicodedata.mirrored(char):
        from bidi.mirror import MIRRORED

        return str(MIRRORED.get(char, char))
    return char


def raised(text: str, at: int) -> bool:
    """Whether the mark at this place stands on top of another mark, not on the letter."""
    if at == 0:
        return False
    char, before = text[at], text[at - 1]
    if char in _THAI_TONES:
        return before in _THAI_VOWELS_ABOVE
    return char in _MARKS_ABOVE and before == "\u0651"
