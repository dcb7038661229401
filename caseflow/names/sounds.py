"""The bones of a word: its consonants in seven classes, which spellings and scripts share."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

CLASSES = "PKSTLMN"
_TWO = {
    **dict.fromkeys(("sch", "tch", "sh", "ch", "zh", "ts", "tz", "cz", "dj", "dz"), "S"),
    "ph": "P",
    "th": "T",
    "dh": "T",
    "kh": "K",
    "gh": "K",
    "ck": "K",
    "qu": "K",
    "x": "KS",
}
_SOUNDS = re.compile("|".join((*sorted(_TWO, key=len, reverse=True), "c(?=[eiy])")))
_AFFRICATES = re.compile("tsch|tch|ch|cs|cz|ts|tz")
_KV = re.compile("qu|kw|qw|cv")
_ONE = str.maketrans(
    {
        **dict.fromkeys("bpfv", "P"),
        **dict.fromkeys("cgkq", "K"),
        **dict.fromkeys("szj", "S"),
        **dict.fromkeys("td", "T"),
        **dict.fromkeys("lr", "L"),
        "m": "M",
        "n": "N",
        **dict.fromkeys("aeiouhwy0123456789", None),
    }
)
_SPOKEN = {
    **dict.fromkeys(("sch", "tch", "sh", "ch", "zh", "cz"), "c"),
    **dict.fromkeys(("ts", "tz"), "s"),
    "dj": "j",
    "dz": "s",
    "ph": "f",
    "th": "t",
    "dh": "d",
    "kh": "h",
    "gh": "g",
    "ck": "k",
    "qu": "k",
    "x": "ks",
}
_VOWELS = str.maketrans({**dict.fromkeys("eiouy", "a"), "z": "s", "w": "v", "q": "k"})
_TWICE = re.compile(r"(.)\1+")


def skeleton(word: str) -> str:
    """Consonant classes in order, doubles once; vowels and h, w, y are left out."""
    parted = _SOUNDS.sub(lambda found: _TWO.get(found[0], "S"), word)
    return _TWICE.sub(r"\1", parted.translate(_ONE))


@lru_cache(maxsize=4_096)
def skeletons_nearby(bones: str) -> frozenset[str]:
    """The skeletons that a word with these bones may have when one consonant is another."""
    cuts = [(bones[:at], bones[at:]) for at in range(len(bones) + 1)]
    less = {head + tail[1:] for head, tail in cuts if tail}
    turned = {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1}
    other = {head + each + tail[1:] for head, tail in cuts if tail for each in CLASSES}
    more = {head + each + tail for head, tail in cuts for each in CLASSES}
    return frozenset(_TWICE.sub(r"\1", each) for each in less | turned | other | more)


def with_plain_sounds(word: str) -> str:
    """The word with “ch”, “cs”, “ts” and their like as “c”, “qu” as “kv”: “Kovac” of “Kovats”."""
    return _KV.sub("kv", _AFFRICATES.sub("c", word))


def run_together(one: str, other: str) -> str:
    """The skeleton of two words written as one."""
    return one + (other[1:] if one[-1:] == other[:1] else other)


def spoken(word: str) -> str:
    """The word with all vowels alike, and letters that sound alike written alike."""
    parted = _SOUNDS.sub(lambda found: _SPOKEN.get(found[0], "s"), word).translate(_VOWELS)
    return _TWICE.sub(r"\1", parted.replace("h", "") or word)


@lru_cache(maxsize=16384)
def neighbours(bones: str) -> frozenset[str]:
    """Every skeleton one edit away, at least two classes long."""
    found: set[str] = set()
    for place in range(len(bones) + 1):
        found.update(bones[:place] + c + bones[place:] for c in CLASSES)
        if place < len(bones):
            found.add(bones[:place] + bones[place + 1 :])
            found.update(bones[:place] + c + bones[place + 1 :] for c in CLASSES)
    doubled = {s for s in found if any(a == b for a, b in pairwise(s))}
    return frozenset(s for s in found - doubled if len(s) >= 2 and s != bones)
