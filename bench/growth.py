"""Whether the queue page stays as quick when the register grows."""

from __future__ import annotations

import shutil
from pathlib import Path

from bench.asking import WARM, in_turn, served
from bench.growing import grow
from bench.pages import QUEUE, case_pages
from bench.results import Figure


def growth(empty: Path, folder: Path, *, few: int, many: int, rounds: int) -> list[Figure]:
    """Grow two instances, and ask both for their pages in turn."""
    small, large = folder / "small", folder / "large"
    shutil.copytree(empty, small)
    grow(small, few)
    shutil.copytree(small, large)
    figures = grow(large, many - few)
    with served(small) as a, served(large) as b:
        cases = zip(case_pages(b, rounds + WARM), case_pages(a, rounds + WARM), strict=True)
        asked = {"queue page": [(QUEUE, QUEUE)] * (rounds + WARM), "case page": list(cases)}
        for name, pages in asked.items():
            at_many, at_few, ratio = in_turn(b, a, pages)
            figures += [
                Figure(f"{name}: CPU at {few:,}", at_few, "ms"),
                Figure(f"{name}: CPU at {many:,}", at_many, "ms"),
                Figure(f"{name}: {many:,} / {few:,}", ratio, "ratio", "<= 1.2"),
            ]
    return figures
