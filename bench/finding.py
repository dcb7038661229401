"""How good a list of answers is: recall by kind of query, best F1, recall at few false alarms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from bench.results import Figure

LATIN = {"ofac_aka", "ofac_fka", "febrl4"}
Answer = tuple[str, float]
Judged = tuple[float, bool, bool]
"""The best score, whether it was the right entry, and whether there was one."""


def figures(
    found: Mapping[str, list[Answer]],
    truth: Mapping[str, tuple[str, str]],
    targets: Mapping[str, str],
) -> list[Figure]:
    """The figures of a run; "latin" are formal aliases and typing errors, with all negatives."""
    kinds: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    every: list[Judged] = []
    latin: list[Judged] = []
    for query, (ref, kind) in truth.items():
        answers = found.get(query, [])
        top = answers[0] if answers else ("", 0.0)
        judged = (top[1], bool(ref) and top[0] == ref, bool(ref))
        every.append(judged)
        if kind in LATIN or not ref:
            latin.append(judged)
        if ref:
            count = kinds[kind]
            count[0] += 1
            count[1] += top[0] == ref
            count[2] += ref in [each for each, _score in answers[:5]]
    told = []
    for name, judged_ones in (("latin", latin), ("all", every)):
        told += [
            Figure(f"{name} f1", best_f1(judged_ones), "", targets.get(f"{name} f1", "")),
            Figure(
                f"{name} recall at 1 %",
                recall_at(judged_ones, 0.01),
                "",
                targets.get(f"{name} recall at 1 %", ""),
            ),
        ]
    for kind, (number, one, five) in sorted(kinds.items()):
        for rank, right in ((1, one), (5, five)):
            name = f"{kind} recall@{rank}"
            told.append(Figure(name, right / number, f"of {number}", targets.get(name, "")))
    return told


def best_f1(judged: list[Judged]) -> float:
    """The best F1 of all thresholds; answers of one score stand or fall together."""
    known = sum(is_known for _score, _right, is_known in judged)
    best, alerts, right = 0.0, 0, 0
    ordered = sorted(judged, reverse=True)
    for place, (score, correct, _known) in enumerate(ordered):
        alerts, right = alerts + 1, right + correct
        if place + 1 == len(ordered) or ordered[place + 1][0] != score:
            best = max(best, 2 * right / (alerts + known))
    return best


def recall_at(judged: list[Judged], rate: float) -> float:
    """The share of known people found when so few others are alarmed about."""
    known = sum(is_known for _score, _right, is_known in judged)
    others = sorted((s for s, _right, is_known in judged if not is_known), reverse=True)
    cut = others[int(len(others) * rate)] if others else 0.0
    return sum(right and score > cut for score, right, _known in judged) / max(known, 1)
