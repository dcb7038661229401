"""The bones of a word: its consonants in seven classes, which spellings and scripts share."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

PAIRS = {
    "sch": "S",
    "tch": "S",
    "sh": "S",
    "ch": "S",
    "zh": "S",
    "ts": "S",
    "tz": "S",
    "cz": "S",
    "dj": "S",
    "dz": "S",
    "ph": "P",
    "th": "T",
    "dh": "T",
    "kh": "K",
    "gh": "K",
    "ck": "K",
    "qu": "K",
    "x": "KS",
}
SINGLE = {
    **dict.fromkeys("bpfv", "P"),
    **dict.fromkeys("cgkq", "K"),
    **dict.fromkeys("szj", "S"),
    **dict.fromkeys("td", "T"),
    **dict.fromkeys("lr", "L"),
    "m": "M",
    "n": "N",
}
SOFT = frozenset("eiy")
CLASSES = "PKSTLMN"


@lru_cache(maxsize=262144)
def skeleton(word: str) -> str:
    """Consonant classes in order, doubles once; vowels and h, w, y are left out."""
    found: list[str] = []
    place = 0
    while place < len(word):
        for length in (3, 2, 1):
            classed = PAIRS.get(word[place : place + length])
            if classed is not None:
                break
        else:
            length = 1
            following = word[place + 1 : place + 2]
            soft = word[place] == "c" and following in SOFT
            classed = "S" if soft else SINGLE.get(word[place], "")
        for each in classed:
            if not found or found[-1] != each:
                found.append(each)
        place += length
    return "".join(found)


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
