"""The report of a training: what was looked at, what came out, and how good that is.

Figures stand side by side for the queries that trained and those that took no part.
"""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bench.finding import LATIN, best_f1, recall_at
from caseflow.screening.matching import scoring
from caseflow.screening.matching.people import Person
from caseflow.screening.matching.scoring import Comparer, Features

MODES = {"full": "all facts but the number", "name": "name alone"}


@dataclass
class Look:
    """One query in one mode, with the entries found for it."""

    query: str
    mode: str
    kind: str
    truth: str
    asked: Person
    found: list[tuple[str, Person]]

    @property
    def held_out(self) -> bool:
        """Whether it takes no part in the training: one in three."""
        return zlib.crc32(self.query.encode()) % 3 == 0


class Outcome(NamedTuple):
    """The best score of a query, the rank of the right entry, and whether there is one."""

    score: float
    rank: int | None
    known: bool
    kind: str


def told(looks: Sequence[Look], examples: Sequence[tuple[Features, int]]) -> str:
    """The report, as a page of the docs."""
    looked: dict[tuple[str, bool], list[Outcome]] = defaultdict(list)
    for look in looks:
        looked[look.mode, look.held_out].append(_outcome(look))
    lines = [
        _HEAD.format(
            model=scoring.VERSION,
            queries=len({look.query for look in looks}),
            trained=len({look.query for look in looks if not look.held_out}),
            examples=len(examples),
            right=sum(right for _features, right in examples),
            refer=scoring.REFER_FROM,
            strong=scoring.STRONG_FROM,
        )
    ]
    for mode, words in MODES.items():
        trained, held_out = (dict(_figures(looked[mode, held])) for held in (False, True))
        lines += [f"\n## How good: {words}\n", "| | trained on | held out |", "| --- | --- | --- |"]
        lines += [
            f"| {name} | {each} | {held_out.get(name, '')} |" for name, each in trained.items()
        ]
    occurred = Counter(name for features, _right in examples for name in features)
    lines += ["\n## Weights\n", "| evidence | log-odds | examples with it |", "| --- | --- | --- |"]
    lines += [
        f"| {name} | {weight:.3f} | {occurred[name]:,} |"
        for name, weight in sorted(scoring.WEIGHTS.items())
    ]
    return "\n".join(lines) + "\n"


def _outcome(look: Look) -> Outcome:
    comparer = Comparer(look.asked)
    scored = sorted(((comparer.compare(p).score, ref) for ref, p in look.found), reverse=True)
    refs = [ref for _score, ref in scored]
    rank = refs.index(look.truth) + 1 if look.truth and look.truth in refs else None
    return Outcome(scored[0][0] if scored else 0.0, rank, bool(look.truth), look.kind)


def _figures(outcomes: list[Outcome]) -> Iterator[tuple[str, str]]:
    latin = [each for each in outcomes if each.kind in LATIN or not each.known]
    for name, those in (("Latin names", latin), ("all names", outcomes)):
        judged = [(each.score, each.rank == 1, each.known) for each in those]
        yield f"F1, {name}", f"{best_f1(judged):.3f}"
        for rate in (0.01, 0.05):
            yield f"recall at {rate:.0%} false alarms, {name}", f"{recall_at(judged, rate):.3f}"
    for name, those in (
        ("people who are listed", [each for each in outcomes if each.known]),
        ("people who are not", [each for each in outcomes if not each.known]),
    ):
        for band, least in (("referred", scoring.REFER_FROM), ("strong", scoring.STRONG_FROM)):
            share = sum(each.score >= least for each in those) / len(those)
            yield f"{band} or more of {name}", f"{share:.1%}"
    for kind in sorted({each.kind for each in outcomes if each.known}):
        those = [each for each in outcomes if each.kind == kind]
        one, five = (sum((o.rank or 9) <= most for o in those) / len(those) for most in (1, 5))
        yield f"first / among five: {kind}", f"{one:.3f} / {five:.3f} of {len(those)}"


_HEAD = """# How the weights were trained

Written by `python -m tools.train_weights DATA --write`: do not edit by hand.

- Model {model}; *refer* from {refer}, *strong* from {strong}.
- {queries:,} queries, looked up in a register of 100,000; {trained:,} of them trained.
- {examples:,} pairs of two people: {right:,} are one person, the rest the hardest wrong answers.
- Logistic regression, drawn a little towards what is expected where the sets say too little."""
