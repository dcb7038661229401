"""Chinese names in Latin letters: pinyin, and the older spelling of Wade and Giles.

Wade and Giles wrote what pinyin writes *x* as *hs*, *zh* as *ch*, *b* as *p*. Their apostrophes
are left out in passports, so that one old syllable may stand for several new ones. Both tables
follow from the public rules of the two systems.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice, product

MOST_SYLLABLES, MOST_SPELLINGS = 3, 24
LONGEST = 7
"""Letters of the longest syllable, in either spelling."""
SYLLABLES = {
    "": "ai ei ao ou an en ang er",
    "b": "a o ai ei ao an en ang eng i iao ie ian in ing u",
    "p": "a o ai ei ao ou an en ang eng i iao ie ian in ing u",
    "m": "a o e ai ei ao ou an en ang eng i iao ie iu ian in ing u",
    "f": "a o ei ou an en ang eng u",
    "d": "a e ai ei ao ou an en ang eng ong i ia iao ie iu ian ing u uo ui uan un",
    "t": "a e ai ao ou an ang eng ong i iao ie ian ing u uo ui uan un",
    "n": "a e ai ei ao ou an en ang eng ong i iao ie iu ian in iang ing u uo uan ue",
    "l": "a e ai ei ao ou an ang eng ong i ia iao ie iu ian in iang ing u uo uan un ue",
    "g": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "k": "a e ai ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "h": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "j": "i ia iao ie iu ian in iang ing iong u ue uan un",
    "q": "i ia iao ie iu ian in iang ing iong u ue uan un",
    "x": "i ia iao ie iu ian in iang ing iong u ue uan un",
    "zh": "a e i ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "ch": "a e i ai ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "sh": "a e i ai ei ao ou an en ang eng u ua uo uai ui uan un uang",
    "r": "e i ao ou an en ang eng ong u ua uo ui uan un",
    "z": "a e i ai ei ao ou an en ang eng ong u uo ui uan un",
    "c": "a e i ai ao ou an en ang eng ong u uo ui uan un",
    "s": "a e i ai ao ou an en ang eng ong u uo ui uan un",
    "y": "a ao an ang e i in ing o ong ou u ue uan un",
    "w": "a ai an ang ei en eng o u",
}
OLDER_BEGINNING = {
    **dict.fromkeys(("zh", "j", "q"), "ch"),
    "b": "p",
    "d": "t",
    "g": "k",
    "x": "hs",
    "r": "j",
    "z": "ts",
    "c": "ts",
}
OLDER_ENDING = {"ian": "ien", "ie": "ieh", "iong": "iung", "ong": "ung", "ue": "ueh", "er": "erh"}
OLDER = {
    "zi": "tzu",
    "ci": "tzu",
    "si": "szu",
    "ye": "yeh",
    "yan": "yen",
    "you": "yu",
    "gui": "kuei",
    "kui": "kuei",
    "ge": "ko",
    "ke": "ko",
    "he": "ho",
}
Spellings = Mapping[str, tuple[str, ...]]


@lru_cache(maxsize=8192)
def other_spellings(word: str) -> frozenset[str]:
    """A word of Chinese syllables as the other system writes it; nothing where it is none."""
    found = {word}
    for table in _tables():
        for cut in _cuts(word, table, MOST_SYLLABLES):
            written = product(*(table[syllable] for syllable in cut))
            found.update("".join(each) for each in islice(written, MOST_SPELLINGS))
    return frozenset(found - {word})


def _cuts(word: str, table: Spellings, most: int) -> Iterator[tuple[str, ...]]:
    """All ways to cut a word into syllables of this table."""
    if not word:
        yield ()
    for end in range(1, min(LONGEST, len(word)) + 1 if most else 0):
        if (first := word[:end]) in table:
            for rest in _cuts(word[end:], table, most - 1):
                yield first, *rest


@lru_cache(maxsize=1)
def _tables() -> tuple[Spellings, Spellings]:
    """New syllables with their old spelling, and old ones with what they may be in new."""
    older = {begin + end: (_older(begin, end),) for begin, ends in _syllables() for end in ends}
    newer: defaultdict[str, list[str]] = defaultdict(list)
    for new, (old,) in older.items():
        newer[old].append(new)
    return older, {old: tuple(several) for old, several in newer.items()}


def _syllables() -> Iterator[tuple[str, list[str]]]:
    for begin, ends in SYLLABLES.items():
        yield begin, ends.split()


def _older(begin: str, end: str) -> str:
    if (known := OLDER.get(begin + end)) is not None:
        return known
    if end == "i" and begin in {"zh", "ch", "sh", "r"}:
        end = "ih"
    elif end == "uo" and begin not in {"g", "k", "h", "sh"}:
        end = "o"
    return OLDER_BEGINNING.get(begin, begin) + OLDER_ENDING.get(end, end)
