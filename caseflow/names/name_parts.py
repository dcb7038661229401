"""The parts of a name as two names are held against each other: words, initials, what says little.

Nothing is dropped here, as `reader.read` does: a particle may be the beginning of the word that
somebody else wrote (“de la Cruz”, “Delacruz”), and a title may be a name (“Don”).
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from anyascii import anyascii

from caseflow.names import sounds
from caseflow.names.reader import (
    LONGEST,
    MOST_WORDS,
    PARTICLES,
    SPACELESS,
    TITLES,
    Spelt,
    Written,
    read,
    spelt,
)
from caseflow.names.readings import Reading, fit, skeletons

_LISTS = tomllib.loads(files("caseflow.names").joinpath("words.toml").read_text("utf-8"))
RANKS = frozenset(_LISTS["ranks"].split())
ENDINGS = tuple(sorted(_LISTS["endings"].split(), key=len, reverse=True))
DIGRAPHS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}
    | {"Ø": "Oe", "Å": "Aa", "ð": "dh", "Ð": "Dh", "đ": "dj", "Đ": "Dj"}
)
"""How letters with marks are written where a keyboard has none."""
SHAPES = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ة": "ه", "ؤ": "و", "ئ": "ي", "ء": None, "ё": "е"}
)
"""Letters that many write without their mark; the article inside a compound goes as well."""
skeleton = lru_cache(maxsize=16_384)(sounds.skeleton)
READS_AS = 0.55
"""How well a word of another script must fit a Latin one to be the same word."""
READS_ALIKE = 0.4
"""How well it must fit to be alike, where it may have the same consonants as well."""
MOST_BONES = 4
TOGETHER = re.compile(r"\b[^\W\d_aeiouyAEIOUY]{2,3}\b")
"""Initials that are written together ("JB Lefèvre"): capitals without a vowel."""
OF_TWO_LETTERS = re.compile(r"\b(Th|Ch|Sh|Zh|Kh|Ph|Zs|Sz|Cs|Cz|Gy|Ny|Ly|Ts|Yu|Ya|Yo)\.")
"""Initials that stand for one sound of their language ("O. Th.")."""
NAMES_TOO = frozenset({"don", "dona", "major", "imam"})
"""Titles that people are also called by."""


@dataclass(frozen=True, slots=True)
class NamePart:
    """One part of a name. `spellings`: in plain letters, with and without digraphs for marks."""

    spellings: tuple[str, ...]
    written: Written | None = None
    initial: bool = False
    optional: bool = False
    title: bool = False

    @property
    def full(self) -> bool:
        """Whether this is a word that must be matched."""
        return not (self.initial or self.optional)

    def bones(self) -> tuple[str, ...]:
        """The skeletons the word may have, likeliest first."""
        romanised = [skeleton(each) for each in reversed(self.spellings)]
        read = skeletons(self.written.said, MOST_BONES) if self.written is not None else ()
        plain = [skeleton(sounds.with_plain_sounds(self.spellings[0]))]
        return tuple(dict.fromkeys((*romanised[:1], *read, *romanised[1:], *plain)))

    def first_letters(self) -> frozenset[str]:
        """The Latin letters, and the one of its own script, that the word may begin with."""
        letters = {each[0] for each in self.spellings}
        if self.written is not None:
            letters.add(self.written.text[0])
            letters |= {r[0] for r in _heard(self.written.said) if r}
        return frozenset(letters)


def _heard(said: Sequence[Reading]) -> Iterable[str]:
    return (letters for letters, _cost in said[0].likely) if said else ()


def with_initials_apart(text: str) -> str:
    """A name whose initials were written together, with spaces between them; else the same."""
    apart = TOGETHER.sub(lambda run: " ".join(run[0]) if run[0].isupper() else run[0], text)
    return OF_TWO_LETTERS.sub(lambda pair: f"{pair[1][0]}.", apart)


@lru_cache(maxsize=2_048)
def parts(text: str) -> tuple[NamePart, ...]:
    """The parts of a name, in their order."""
    text = unicodedata.normalize("NFKC", text[:LONGEST]) if not text.isascii() else text
    text = _without_ending(text)
    plain = spelt(text)
    other = plain if text.isascii() else spelt(text.translate(DIGRAPHS))
    if [each[1] for each in plain] != [each[1] for each in other]:
        other = plain
    pairs = zip(plain, other, strict=True)
    return tuple(_part(one, two[0]) for one, two in pairs)[: MOST_WORDS + 4]


def _without_ending(text: str) -> str:
    """A name without what is written right behind it where there are no spaces."""
    bare = text.rstrip()
    for ending in () if bare.isascii() else ENDINGS:
        if bare.endswith(ending) and len(bare) > len(ending) + 1:
            return bare[: -len(ending)]
    return text


@lru_cache(maxsize=2_048)
def compounded(text: str) -> tuple[NamePart, ...]:
    """The words as the matcher has them: without titles and particles, compounds made one."""
    return tuple(_part(each, each[0]) for each in read(text).parts())


def has_compound(text: str) -> bool:
    """Whether the matcher makes a word of a name that is not written so."""
    words = {each for part in parts(text) for each in part.spellings}
    return any(each not in words for part in compounded(text) for each in part.spellings)


def promoted(name: tuple[NamePart, ...]) -> tuple[NamePart, ...]:
    """A name of one word besides particles: what else it has are names then (“Ben Carter”)."""
    return tuple(
        NamePart(p.spellings, p.written)
        if p.optional and not p.initial and (not p.title or p.spellings[0] in NAMES_TOO)
        else p
        for p in name
    )


def _part(each: Spelt, other: str) -> NamePart:
    word, written = each
    if written is None:
        said = tuple(dict.fromkeys((word, other)))
        title = word in TITLES
        optional = title or word in PARTICLES or word in RANKS
        return NamePart(said, None, len(word) == 1, optional, title)
    text = shape(written)
    alone = len(text) == 1 and written.script not in SPACELESS
    optional = text in PARTICLES or text in RANKS or written.text in RANKS or word in TITLES
    romanised = "".join(c for c in anyascii(written.text).lower() if c.isalnum())
    said = tuple(dict.fromkeys((word, *([romanised] if romanised else []))))
    return NamePart(said, written, alone, optional, word in TITLES)


def shape(written: Written) -> str:
    """A word of another script without what some write and others leave out."""
    text = written.text.translate(SHAPES)
    return text.replace("عبدال", "عبد") if written.script == "ARABIC" else text


def same_word(one: NamePart, other: NamePart) -> bool:
    """Whether two parts are the same word: letter for letter, or by how another script is read."""
    if one.written is None and other.written is None:
        return _spelt_alike(one, other)
    if one.written is not None and other.written is not None:
        if one.written.script == other.written.script:
            return shape(one.written) == shape(other.written)
        return _spelt_alike(one, other) or _reads(one, other) or _reads(other, one)
    foreign, latin = (one, other) if one.written is not None else (other, one)
    return _spelt_alike(foreign, latin) or _reads(foreign, latin)


def _spelt_alike(one: NamePart, other: NamePart) -> bool:
    return not set(one.spellings).isdisjoint(other.spellings)


def reads_alike(one: NamePart, other: NamePart) -> bool:
    """Whether a word of another script may be read nearly as the other word is spelt."""
    return _reads_nearly(one, other) or _reads_nearly(other, one)


def _reads_nearly(foreign: NamePart, other: NamePart) -> bool:
    said = foreign.written.said if foreign.written is not None else ()
    ways = {way for each in other.spellings for way in (each, sounds.with_plain_sounds(each))}
    return any(fit(said, way, READS_ALIKE) > 0 for way in ways)


def _reads(foreign: NamePart, other: NamePart) -> bool:
    said = foreign.written.said if foreign.written is not None else ()
    return any(fit(said, spelling, READS_AS) > 0 for spelling in other.spellings)


def joined(run: Sequence[NamePart]) -> NamePart | None:
    """Several parts written as one word; None where they are of different scripts."""
    first, *rest = run
    if first.written is None:
        if any(each.written is not None for each in rest):
            return None
        plain = "".join(each.spellings[0] for each in run)
        return NamePart(tuple(dict.fromkeys((plain, "".join(each.spellings[-1] for each in run)))))
    texts: list[str] = []
    said: list[Reading] = []
    for each in run:
        if each.written is None or each.written.script != first.written.script:
            return None
        texts.append(each.written.text)
        said += each.written.said
    spelt_so = ("".join(each.spellings[place] for each in run) for place in (0, -1))
    return NamePart(
        tuple(dict.fromkeys(spelt_so)), Written("".join(texts), first.written.script, tuple(said))
    )
