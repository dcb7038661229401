"""What a name leaves in an index, and by what another writing of it is found there.

Traces only find candidates: `likeness` decides. A name leaves its letters in alphabetical order
(the same in any order of its words, joined or split), the bones of each two of its words (the same
in any script, and when words are left out), and of initials the letter with the bones of a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations, pairwise, permutations, product

from caseflow.names.name_parts import (
    NamePart,
    joined,
    parts,
    promoted,
    shape,
    with_initials_apart,
)
from caseflow.names.reader import APOSTROPHES
from caseflow.names.sounds import skeletons_nearby, with_plain_sounds

MOST_PAIRED = 6
ARTICLES = (("al", "el"), ("abdal", "abdel", "abdul"))
"""How the Arabic article is written where it stands at the beginning of a word, or after “Abd”."""
SHORTEST_NAME = 3
"""Letters after an article; with fewer it is a word of its own that begins so."""
TAIL = re.compile(rf"\w{APOSTROPHES.pattern}(\w{{3,}})")
"""What follows an apostrophe within a word (“O’Brien”)."""
MOST_READ = 4
"""Readings of a word of another script that are kept of each word of a pair."""


@lru_cache(maxsize=2_048)
def traces_left(text: str) -> frozenset[str]:
    """The traces that a name leaves."""
    apart = with_initials_apart(text)
    name = _words(text)
    found = set(_letters(name)) | set(_pairs(name))
    if apart != text:
        found |= traces_left(apart)
    for initial in [p for p in name if p.initial]:
        for _word, bones in _boned(name):
            found |= {f"i:{c}|{b}" for c in initial.first_letters() for b in bones}
    return frozenset(found)


@lru_cache(maxsize=16_384)
def traces_to_seek(text: str) -> frozenset[str]:
    """The traces that any other writing of a name may have left."""
    name = _words(text)
    found = set(traces_left(text))
    for word, bones in _boned(name):
        for other in _full(name):
            if other is not word:
                found |= {f"i:{c}|{b}" for c in other.first_letters() for b in bones}
    if len(_full(name)) == 1 and any(p.initial for p in name):
        found |= {f"w:{each}" for each in word_spellings(text)}
    return frozenset(found)


@lru_cache(maxsize=16_384)
def keys_in_memory(text: str) -> frozenset[str]:
    """By which names in memory are found whose words differ by one letter; too many to store.

    The bones of a word with another word, whole and without one of its letters: two words that
    are one letter apart have one of these in common.
    """
    name = _full(_words(text))[:MOST_PAIRED]
    less = [{short for s in part.spellings for short in _without_a_letter(s)} for part in name]
    if len(name) == 1:
        return frozenset(f"n:{short}" for short in less[0])
    pairs = permutations(range(len(name)), 2)
    return frozenset(
        f"n:{bones}|{short}"
        for place, other in pairs
        for bones in _bones(name[other])
        for short in less[place]
    )


def _without_a_letter(word: str) -> set[str]:
    ways = {word, with_plain_sounds(word)}
    return ways | {way[:at] + way[at + 1 :] for way in ways for at in range(len(way))}


@lru_cache(maxsize=2_048)
def traces_one_letter_apart(text: str) -> frozenset[str]:
    """The traces of names that have a word more or less like one of this, and one exactly so.

    They find too much: only where a word is the same beside is a name to be opened.
    """
    name = _full(_words(text))[:MOST_PAIRED]
    return frozenset(
        "p:" + "|".join(sorted((near, bones)))
        for one, other in permutations(name, 2)
        for own in _bones(one)
        for near in skeletons_nearby(own)
        for bones in _bones(other)
    )


@lru_cache(maxsize=2_048)
def word_spellings(text: str) -> frozenset[str]:
    """Each word of a name in each way it is spelt, initials and what says little left out."""
    full = _full(_words(text))
    return frozenset(s for part in full for s in spellings_of(part))


@lru_cache(maxsize=2_048)
def words_left(text: str) -> frozenset[str]:
    """Each word of a name in each way it is spelt, also run together with the word before it.

    “Omar al-Hassan” is found by “alhassan” as well, “Maria van den Berg” by “vandenberg”, and
    “O’Brien” by what follows its apostrophe.
    """
    name = [part for part in parts(text) if not part.title]
    found = {s for part in parts(text) for s in spellings_of(part)}
    found |= {s for whole in _run_together(name) for s in spellings_of(whole)}
    tails = (part for tail in TAIL.findall(text) for part in parts(tail))
    return frozenset(found | {s for part in tails for s in spellings_of(part)})


def _run_together(name: list[NamePart]) -> Iterator[NamePart]:
    """Two words beside each other written as one, and a word with all particles before it.

    Also both of the words between which particles stand (“Abd al-Rahman”, “Abdalrahman”).
    """
    before: list[NamePart] = []
    for place, part in enumerate(name):
        runs = [name[place - 1 : place + 1]] if place and not name[place - 1].initial else []
        if len(before) > 1 and part.full:
            runs.append([*before, part])
        first = place - len(before) - 1
        if before and first >= 0 and part.full and name[first].full:
            runs.append(name[first : place + 1])
        for run in runs:
            whole = joined(run) if not part.initial else None
            if whole is not None:
                yield whole
        before = [*before, part] if part.optional else []


def spellings_to_seek(part: NamePart) -> set[str]:
    """A word that was typed in every way it is spelt, an article within it in each of its ways."""
    return {way for word in spellings_of(part) for way in with_each_article(word)}


def with_each_article(text: str) -> set[str]:
    """What was typed, with the article that is joined to words in each of its ways."""
    words = text.split()
    return {
        " ".join(_with_article(word, ways, other) for word in words)
        for ways in ARTICLES
        for other in ("", *ways)
    }


def _with_article(word: str, ways: tuple[str, ...], other: str) -> str:
    """A word with another way of its article; itself where it begins with none, or for no way."""
    for one in ways if other else ():
        if word.casefold().startswith(one) and len(word) >= len(one) + SHORTEST_NAME:
            return f"{other}{word[len(one) :]}"
    return word


def traces_of_whole_name(text: str) -> frozenset[str]:
    """The traces of the whole name, all words of it and no other: its letters."""
    return frozenset(_letters(_words(text)))


def spellings_of(part: NamePart) -> set[str]:
    """Each way in which one word is spelt: in plain letters, and as it is written."""
    return {*part.spellings, *((shape(part.written),) if part.written is not None else ())}


def _words(text: str) -> tuple[NamePart, ...]:
    name = parts(text)
    return promoted(name) if sum(p.full for p in name) == 1 else name


def _full(name: tuple[NamePart, ...]) -> list[NamePart]:
    return [p for p in name if p.full]


def _letters(name: tuple[NamePart, ...]) -> Iterator[str]:
    """The letters in order: of all parts, and without particles, initials and both."""
    for optional, initials in product((True, False), repeat=2):
        run = [
            p
            for p in name
            if not p.title and (optional or not p.optional) and (initials or not p.initial)
        ]
        if any(p.full for p in run):
            for place in (0, -1):
                yield "a:" + _in_order([_spelling(p, place) for p in run])


def _in_order(spelt: list[str]) -> str:
    """The letters of all words in order; a number keeps its figures as they stand."""
    letters = sorted("".join(word for word in spelt if word.isalpha()))
    return "|".join(("".join(letters), *sorted(word for word in spelt if not word.isalpha())))


def _spelling(part: NamePart, place: int) -> str:
    return part.spellings[place] if part.written is None else shape(part.written)


def _pairs(name: tuple[NamePart, ...]) -> Iterator[str]:
    full = _boned(name)[:MOST_PAIRED]
    if len(full) == 1:
        yield from (f"p:{b}" for b in full[0][1] if full[0][0].written is not None)
    pairs = [(a, b) for (_one, a), (_other, b) in combinations(full, 2)]
    for (one, _a), (other, _b) in pairwise(full) if len(full) > 2 else ():
        whole = joined((one, other))
        if whole is not None:
            pairs += [(_bones(whole), b) for each, b in full if each not in (one, other)]
    for a, b in pairs:
        for bones in product(a, b):
            yield "p:" + "|".join(sorted(bones))


def _boned(name: tuple[NamePart, ...]) -> list[tuple[NamePart, tuple[str, ...]]]:
    """Each word with its bones, also together with the particles before it."""
    found: list[tuple[NamePart, tuple[str, ...]]] = []
    before: list[NamePart] = []
    for part in name:
        if part.full:
            whole = joined((*before, part)) if before else None
            found.append((part, _bones(part) + (_bones(whole) if whole is not None else ())))
        before = [*before, part] if part.optional and not part.title else []
    return found


def _bones(part: NamePart) -> tuple[str, ...]:
    return part.bones()[:MOST_READ] if part.written is not None else part.bones()
