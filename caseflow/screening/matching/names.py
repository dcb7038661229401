"""Names as words that can be compared, whatever their script, order, titles and particles."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from anyascii import anyascii

LONGEST = 300
MOST_WORDS = 12

_LISTS = tomllib.loads(
    files("caseflow.screening.matching").joinpath("words.toml").read_text("utf-8")
)
TITLES, PARTICLES, COMMON = (
    frozenset(_LISTS[name].split()) for name in ("titles", "particles", "common")
)
APOSTROPHES = re.compile(r"['`´‘’ʼʻʿʾ״׳′]")
SIGNS = re.compile(r"[^A-Za-z0-9'`]+")
PARTS = re.compile(r"[^\w]+|_+")
SYLLABLES = re.compile(r"[A-Z][a-z]*")


@dataclass(frozen=True)
class Name:
    """One name: its words in plain letters, and the original where its script is not Latin."""

    words: tuple[str, ...]
    original: str = ""
    script: str = ""

    @property
    def foreign(self) -> bool:
        """Whether the words were made from another script, where vowels may be missing."""
        return bool(self.original)


def tidy(text: str) -> str:
    """Letters, marks, digits and what parts them; signs, emoji and control characters go."""
    if text.isascii():
        return " ".join(SIGNS.sub(" ", text[: LONGEST * 2].replace("\0", "")).split())
    kept = []
    for char in unicodedata.normalize("NFKC", text[: LONGEST * 2]):
        category = unicodedata.category(char)
        if category[0] in "LMN" or APOSTROPHES.match(char):
            kept.append(char)
        elif category not in {"Cf", "Cs", "Cn", "Co"}:
            kept.append(" ")
    return " ".join("".join(kept).split())


def read(text: str) -> Name:
    """A name as it can be compared. No words at all when there is nothing to compare."""
    plain = tidy(text)
    script = script_of(plain)
    found: list[str] = []
    parts = plain.split()
    for part in parts:
        found += _words(part, alone=len(parts) == 1)
    bare = [w for w in found if w not in TITLES]
    kept = [w for w in bare if w not in PARTICLES] or bare
    original = "" if script in {"", "LATIN"} else unicodedata.normalize("NFKC", plain)
    return Name(tuple(kept[:MOST_WORDS]), original, script)


def script_of(text: str) -> str:
    """The script of most letters, as Unicode names it; empty without letters."""
    if text.isascii():
        return "LATIN" if any(char.isalpha() for char in text) else ""
    counts: dict[str, int] = {}
    for char in text:
        if char.isalpha():
            script = _script(char)
            counts[script] = counts.get(script, 0) + 1
    return max(counts, key=lambda s: counts[s]) if counts else ""


def mixes_scripts(text: str) -> bool:
    """Whether one word is written in two scripts, as a slip or a disguise does it."""
    for word in () if text.isascii() else tidy(text).split():
        scripts = {_script(c) for c in word if c.isalpha()}
        if len(scripts - {"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"}) > 1:
            return True
    return False


@lru_cache(maxsize=8192)
def _script(char: str) -> str:
    name = unicodedata.name(char, "")
    if name.startswith(("FULLWIDTH LATIN", "MODIFIER LETTER")):
        return "LATIN"
    return name.split(" ", 1)[0]


@lru_cache(maxsize=65536)
def _words(part: str, *, alone: bool) -> tuple[str, ...]:
    """One written word as plain words; names written without spaces are parted."""
    if part.isascii():
        letters = part
    elif (script := script_of(part)) in {"CJK", "HANGUL"}:
        return _syllables(part, alone=alone)
    else:
        letters = anyascii(_bare(part, script))
    joined = APOSTROPHES.sub("", letters.lower())
    return tuple(w for w in PARTS.split(joined) if any(c.isalpha() for c in w))


def _syllables(part: str, *, alone: bool) -> tuple[str, ...]:
    """A Chinese or Korean word: family name first where it stands alone, else one word."""
    syllables = [s.lower() for s in SYLLABLES.findall(anyascii(part))]
    if alone and 2 <= len(syllables) <= 4:
        return (syllables[0], "".join(syllables[1:]))
    return ("".join(syllables),) if syllables else ()


def _bare(part: str, script: str) -> str:
    """An Arabic word without its article."""
    if script == "ARABIC" and part.startswith("ال") and len(part) > 4:
        return part[2:]
    return part
