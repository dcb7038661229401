"""Writing: which script a text stands in, and the units its words are read by."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

KANA = {"HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"}
JAPANESE = KANA | {"CJK"}
HEBREW_FINALS = str.maketrans("ךםןףץ", "כמנפצ")
ARABIC_SHAPES = str.maketrans(
    {"ی": "ي", "ى": "ي", "ک": "ك", "ە": "ه", "ۀ": "ه", "ھ": "ه", "ہ": "ه", "ٱ": "ا", "ـ": None}
)
ARTICLE = "ال"
SMALL_KANA = "ァィゥェォャュョヮー"
GERESH = "'׳’`´"
UNITS = {
    "HEBREW": re.compile(rf"[א-ת][{GERESH}]?"),
    "KATAKANA": re.compile(rf"[ァ-ヺー][{SMALL_KANA}]*"),
}


def script_of(text: str) -> str:
    """The script of most letters, as Unicode names it; empty without letters."""
    if text.isascii():
        return "LATIN" if any(char.isalpha() for char in text) else ""
    scripts = [script_of_char(char) for char in text if char.isalpha()]
    return max(dict.fromkeys(scripts), key=scripts.count, default="")


@lru_cache(maxsize=8192)
def script_of_char(char: str) -> str:
    """The script of one letter."""
    name = unicodedata.name(char, "")
    if name.startswith(("FULLWIDTH LATIN", "MODIFIER LETTER")):
        return "LATIN"
    first = name.split(" ", 1)[0]
    return "KATAKANA" if first in KANA else first


def fold(word: str, script: str) -> str:
    """A word of one script with the differences taken out that are only shape."""
    if script == "HEBREW":
        return _without_marks(word).translate(HEBREW_FINALS)
    if script == "ARABIC":
        bare = _without_marks(word).translate(ARABIC_SHAPES)
        return bare[2:] if bare.startswith(ARTICLE) and len(bare) > 4 else bare
    if script == "KATAKANA":
        return "".join(chr(ord(c) + 96) if "ぁ" <= c <= "ゖ" else c for c in word)
    return word.lower()


def units(word: str, script: str) -> list[str]:
    """What a folded word is read by: letters, syllables, or the parts of a Korean syllable."""
    if script == "HANGUL":
        return [c for c in unicodedata.normalize("NFD", word) if "ᄀ" <= c <= "ᇿ"]
    if (pattern := UNITS.get(script)) is not None:
        return [found.replace("׳", "'") for found in pattern.findall(word)]
    return [c for c in word if unicodedata.category(c)[0] in "LM"]


def _without_marks(word: str) -> str:
    return "".join(c for c in word if unicodedata.category(c) != "Mn")
