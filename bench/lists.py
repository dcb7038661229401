"""What lists cost that are sorted by due date or narrowed, at few and at many cases."""

from __future__ import annotations

from pathlib import Path

from bench.asking import WARM, in_turn, served
from bench.results import Figure
from bench.waiting import figures_of

PAGES = {
    "officer": {
        "all cases, due first": "/cases/all?sort=due",
        "all cases at a stage, due first": "/cases/all?sort=due&stage=decided",
        "a class that few cases have": "/cases/all?class=unclassified",
    },
    "auditor": {"cases in scope": "/audit/cases"},
}
"""By who asks, each list with its address."""
TIMES = 20


def lists(small: Path, large: Path, *, few: int, many: int, times: int) -> list[Figure]:
    """Each of these lists, at few and at many cases."""
    figures = []
    for name, pages in PAGES.items():
        with served(small, username=name) as a, served(large, username=name) as b:
            for words, page in pages.items():
                found = in_turn(b, a, [(page, page)] * min(times, TIMES + WARM))
                figures += figures_of(f"{words}, {name}", found, b, page, few, many, "<= 15")
    return figures
