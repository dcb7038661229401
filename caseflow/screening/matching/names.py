"""Names as words that can be compared, whatever their script, order, titles and particles."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from importlib.resources import files

from anyascii import anyascii

from caseflow.screening.matching import readings
from caseflow.screening.matching.readings import Reading
from caseflow.screening.matching.scripts import JAPANESE, fold, script_of, script_of_char

LONGEST = 300
MOST_WORDS = 12

_LISTS = tomllib.loads(
    files("caseflow.screening.matching").joinpath("words.toml").read_text("utf-8")
)
TITLES, PARTICLES = (frozenset(_LISTS[name].split()) for name in ("titles", "particles"))
APOSTROPHES = re.compile(r"['`´‘’ʼʻʿʾ״׳′]")
SIGNS = re.compile(r"[^A-Za-z0-9'`]+")
FAMILY_FIRST = re.compile(r"[^,،]{1,60}[,،]\s*\w")
PARTS = re.compile(r"[^\w]+|_+")
SPACELESS = {"CJK", "HANGUL"}
SERVANT = re.compile(r"abd(?:[aeou]{0,2}l|[aeou](?=([rsnztd])\1?))?([a-z]{3,})")
SERVANTS = frozenset({"abd", "abdul", "abdel", "abdal", "abdol", "abdoul", "abdil"})
FAITH = re.compile(r"([a-z]{3,}?)[aeiou]{1,2}(?:l|d)?d(?:i|ee|e|ie)n")
SERVANT_OF, FAITH_OF = "عبد", "دين"
FAITHS = frozenset({"din", "deen", "dine", "dien", "eddin", "eddine", "uddin", "addin", "aldin"})


@dataclass(frozen=True)
class Written:
    """A word as it stands in a script of its own, and what its letters may be read as."""

    text: str
    script: str
    said: tuple[Reading, ...]

    def __hash__(self) -> int:
        return hash(self.text)


@dataclass(frozen=True)
class Name:
    """One name: its words in plain letters, and beside each how it was written, if not so."""

    words: tuple[str, ...]
    written: tuple[Written | None, ...] = ()
    family: int = -1
    """The place of the word that is likely the family name."""

    @property
    def script(self) -> str:
        """The script of the first word that is not Latin; empty when all are."""
        return next((w.script for w in self.written if w is not None), "")

    @property
    def foreign(self) -> bool:
        """Whether words were made from another script, where vowels may be missing."""
        return bool(self.script)


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
    parts = plain.split()
    found: list[tuple[str, Written | None]] = []
    for part in parts:
        if part.isascii() or script_of(part) == "LATIN":
            found += [(word, None) for word in _latin(part)]
        else:
            found += _other(part, script_of(part), alone=len(parts) == 1)
    bare = [each for each in found if each[0] not in TITLES]
    kept = _compounds([each for each in bare if not _particle(each)] or bare)[:MOST_WORDS]
    written = tuple(each[1] for each in kept)
    first = FAMILY_FIRST.match(text) or (written and written[0] and written[0].script in SPACELESS)
    family = 0 if first else len(kept) - 1
    return Name(tuple(each[0] for each in kept), written if any(written) else (), family)


def _particle(each: tuple[str, Written | None]) -> bool:
    return (each[1].text if each[1] is not None else each[0]) in PARTICLES


def mixes_scripts(text: str) -> bool:
    """Whether one word is written in two scripts, as a slip or a disguise does it."""
    for word in () if text.isascii() else tidy(text).split():
        scripts = {script_of_char(c) for c in word if c.isalpha()}
        if len(scripts - JAPANESE) > 1:
            return True
    return False


def _latin(part: str) -> list[str]:
    letters = part if part.isascii() else anyascii(part)
    joined = APOSTROPHES.sub("", letters.lower())
    return [w for w in PARTS.split(joined) if w and not w.isdigit()]


def _other(part: str, script: str, *, alone: bool) -> list[tuple[str, Written | None]]:
    """A word of another script; names written without spaces are parted."""
    if alone and script in SPACELESS and 2 <= len(part) <= 4:
        # family name first; four syllables hold one of two more often
        cut = 2 if len(part) == 4 else 1
        return [*_one(part[:cut], script), *_one(part[cut:], script)]
    return _one(part, script)


def _one(part: str, script: str) -> list[tuple[str, Written | None]]:
    text = fold(part, script)
    said = readings.readings(text, script)
    plain = readings.spelt(said) or "".join(_latin(anyascii(part)))
    return [(plain, Written(text, script, said))] if plain else []


def _compounds(words: list[tuple[str, Written | None]]) -> list[tuple[str, Written | None]]:
    """Arabic compounds that some write as one word and some as two: Abd and -uddin."""
    found: list[tuple[str, Written | None]] = []
    servant = False
    for word, written in words:
        if written is not None:
            before = found[-1][1] if found else None
            if before is not None and (before.text == SERVANT_OF or written.text == FAITH_OF):
                both = Written(
                    before.text + written.text, written.script, before.said + written.said
                )
                found[-1] = (found[-1][0] + word, both)
            else:
                found.append((word, written))
            continue
        if servant:
            found.append((f"abd{word}", None))
            servant = False
        elif word in SERVANTS:
            servant = True
        elif word in FAITHS and found and found[-1][1] is None:
            found[-1] = (f"{found[-1][0]}din", None)
        elif match := SERVANT.fullmatch(word):
            found.append((f"abd{match[2]}", None))
        elif match := FAITH.fullmatch(word):
            found.append((f"{match[1]}din", None))
        else:
            found.append((word, None))
    return [*found, ("abd", None)] if servant else found
