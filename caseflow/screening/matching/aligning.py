"""Two names side by side: which word of one goes with which of the other, and what is left over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from caseflow.names.sounds import run_together
from caseflow.screening.matching.ties import Tie, Word, joined, tie

MOST_JOINED = 5
Places = tuple[int, ...]
Edge = tuple[float, Places, Places, Tie]


class Pair(NamedTuple):
    """Words that go together; more than one on a side were run together."""

    asked: Places
    listed: Places
    tie: Tie
    rarity: float


class Alignment(NamedTuple):
    """The pairs of two names, and the words that have no partner."""

    pairs: tuple[Pair, ...]
    asked_left: tuple[int, ...]
    listed_left: tuple[int, ...]
    asked: Sequence[Word]
    listed: Sequence[Word]


class Aligner:
    """Aligns one asked name with many; a listed word is tied to the asked ones once."""

    def __init__(self, asked: Sequence[Word]) -> None:
        self._asked = asked
        self._joined = [joined(a, b) for a, b in _neighbours(asked)]
        self._known: dict[Word, list[tuple[float, int, Tie]]] = {}

    def align(self, listed: Sequence[Word]) -> Alignment:
        """The best pairs, each word in one pair at most."""
        known = self._known
        edges: list[Edge] = [
            (alike, (i,), (j,), how)
            for j, word in enumerate(listed)
            for alike, i, how in (known[word] if word in known else self._tied(word))
        ]
        if len(edges) < max(len(self._asked), len(listed)) or min(edges)[0] < 0.85:
            edges += self._run_together(listed)
        if len(edges) > 1:
            edges.sort(key=_best_first)
        return self._chosen(edges, listed)

    def _tied(self, listed: Word) -> list[tuple[float, int, Tie]]:
        """The asked words that a listed one is tied to."""
        found = self._known[listed] = []
        for i, word in enumerate(self._asked):
            if likened := tie(word, listed):
                found.append((likened[1], i, likened[0]))
        return found

    def _run_together(self, listed: Sequence[Word]) -> Iterator[Edge]:
        """Words that one side parts and the other joins."""
        for i, both in enumerate(self._joined):
            for j, other in enumerate(listed):
                if _as_long(both, other) and (found := tie(both, other)) is not None:
                    yield found[1] + 0.02, (i, i + 1), (j,), found[0]
        for j, (a, b) in enumerate(_neighbours(listed)):
            for i, word in enumerate(self._asked):
                if not _may_be_both(word, a, b):
                    continue
                found = tie(word, joined(a, b))
                if found is not None and found[1] > 0.7:
                    yield found[1] + 0.02, (i,), (j, j + 1), found[0]

    def _chosen(self, edges: list[Edge], listed: Sequence[Word]) -> Alignment:
        asked_used: set[int] = set()
        listed_used: set[int] = set()
        pairs = []
        for _alike, ours, theirs, how in edges:
            if asked_used.isdisjoint(ours) and listed_used.isdisjoint(theirs):
                asked_used.update(ours)
                listed_used.update(theirs)
                rarity = min(
                    sum(self._asked[i].rarity for i in ours),
                    sum(listed[j].rarity for j in theirs),
                )
                pairs.append(Pair(ours, theirs, how, rarity))
        return Alignment(
            tuple(pairs),
            tuple([i for i in range(len(self._asked)) if i not in asked_used]),
            tuple([j for j in range(len(listed)) if j not in listed_used]),
            self._asked,
            listed,
        )


def _best_first(edge: Edge) -> tuple[float, Places, Places]:
    return -edge[0], edge[1], edge[2]


def _neighbours(words: Sequence[Word]) -> list[tuple[Word, Word]]:
    return [
        (a, b)
        for a, b in pairwise(words[: MOST_JOINED + 1])
        if (a.written is None) == (b.written is None)
    ]


def _as_long(both: Word, other: Word) -> bool:
    if both.written is None and other.written is None:
        return abs(len(both.plain) - len(other.plain)) <= 2
    return both.bones[:1] == other.bones[:1] and abs(len(both.bones) - len(other.bones)) <= 1


def _may_be_both(word: Word, one: Word, other: Word) -> bool:
    """A cheap look at whether a word may be two others run together."""
    both = one.plain + other.plain
    if word.written is None and one.written is None:
        begins_alike = word.plain[0] == one.plain[0] and abs(len(word.plain) - len(both)) <= 2
        return begins_alike or both in word.forms
    bones = run_together(one.bones, other.bones)
    return word.bones[:1] == bones[:1] and abs(len(word.bones) - len(bones)) <= 1
