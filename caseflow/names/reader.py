"""Names as words that can be compared, whatever their script, order, titles and particles."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from itertools import repeat

from anyascii import anyascii

from caseflow.names import readings
from caseflow.names.readings import Reading
from caseflow.names.scripts import JAPANESE, fold, script_of, script_of_char

LONGEST = 300
MOST_WORDS = 12

_LISTS = tomllib.loads(files("caseflow.names").joinpath("words.toml").read_text("utf-8"))
TITLES, PARTICLES = (frozenset(_LISTS[name].split()) for name in ("titles", "particles"))
APOSTROPHES = re.compile(r"['`´‘’ʼʻʿʾ״׳′]")
SIGNS = re.compile(r"[^A-Za-z0-9'`]+")
FAMILY_FIRST = re.compile(r"[^,،]{1,60}[,،]\s*\w")
WORDS = re.compile(r"[a-z0-9]+")
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


Spelt = tuple[str, Written | None]
"""A word in plain letters, and how it was written where that was in another script."""


@dataclass(frozen=True)
class Name:
    """One name: its words in plain letters, and beside each how it was written, if not so."""

    words: tuple[str, ...]
    written: tuple[Written | None, ...] = ()
    family: int = -1
    """The place of the word that is likely the family name."""

    def parts(self) -> Iterator[Spelt]:
        """Each word, and how it was written where that was in another script."""
        return zip(self.words, self.written or repeat(None), strict=False)

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
    return " ".join(unicodedata.normalize("NFKC", text[: LONGEST * 2]).translate(_TIDIED).split())


class _Tidied(dict[int, int | str | None]):
    """What becomes of each character; worked out when it first occurs."""

    def __missing__(self, code: int) -> int | str | None:
        category = unicodedata.category(chr(code))
        if category[0] in "LMN" or APOSTROPHES.match(chr(code)):
            self[code] = code
        else:
            self[code] = None if category in {"Cf", "Cs", "Cn", "Co"} else " "
        return self[code]


_TIDIED = _Tidied()


def read(text: str) -> Name:
    """A name as it can be compared. No words at all when there is nothing to compare."""
    bare = [each for each in spelt(text) if each[0] not in TITLES]
    kept = _compounds([each for each in bare if not particle(each)] or bare)[:MOST_WORDS]
    words = tuple([each[0] for each in kept])
    written = tuple([each[1] for each in kept])
    first = FAMILY_FIRST.match(text) or (written and written[0] and written[0].script in SPACELESS)
    return Name(words, written if any(written) else (), 0 if first else len(words) - 1)


def spelt(text: str) -> list[Spelt]:
    """Every word of a name in its order, titles and particles among them."""
    if text.isascii():
        return [(word, None) for word in _plain(text[: LONGEST * 2].replace("\0", ""))]
    found: list[Spelt] = []
    parts = tidy(text).split()
    for part in parts:
        if script_of(part) == "LATIN":
            found += [(word, None) for word in _plain(anyascii(part))]
        else:
            found += _other(part, script_of(part), alone=len(parts) == 1)
    return found


def particle(each: Spelt) -> bool:
    """Whether a word is one that is left out of longer names."""
    return (each[1].text if each[1] is not None else each[0]) in PARTICLES


def only_particles(text: str) -> bool:
    """Whether a name has words, and each is one that is left out of longer names."""
    known = read(text)
    return bool(known.words) and all(particle(part) for part in known.parts())


def mixes_scripts(text: str) -> bool:
    """Whether one word is written in two scripts, as a slip or a disguise does it."""
    for word in () if text.isascii() else tidy(text).split():
        scripts = {script_of_char(c) for c in word if c.isalpha()}
        if len(scripts - JAPANESE) > 1:
            return True
    return False


def _plain(text: str) -> list[str]:
    joined = APOSTROPHES.sub("", text.lower())
    return [w for w in WORDS.findall(joined) if not w.isdigit()]


def _other(part: str, script: str, *, alone: bool) -> list[Spelt]:
    """A word of another script; names written without spaces are parted."""
    if alone and script in SPACELESS and 2 <= len(part) <= 4:
        # family name first; four syllables hold one of two more often
        cut = 2 if len(part) == 4 else 1
        return [*_one(part[:cut], script), *_one(part[cut:], script)]
    return _one(part, script)


def _one(part: str, script: str) -> list[Spelt]:
    text = fold(part, script)
    said = readings.readings(text, script)
    plain = readings.spelt(said) or "".join(_plain(anyascii(part)))
    return [(plain, Written(text, script, said))] if plain else []


def _compounds(words: list[Spelt]) -> list[Spelt]:
    """Arabic compounds that some write as one word and some as two: Abd and -uddin."""
    found: list[Spelt] = []
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
        elif word.startswith("abd") and (match := SERVANT.fullmatch(word)):
            found.append((f"abd{match[2]}", None))
        elif word.endswith("n") and (match := FAITH.fullmatch(word)):
            found.append((f"{match[1]}din", None))
        else:
            found.append((word, None))
    return [*found, ("abd", None)] if servant else found
