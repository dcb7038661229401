"""What the search box costs, whoever asks for whatever: few cases or many, rare words or common."""

from __future__ import annotations

from pathlib import Path

from bench.asking import WARM, in_turn, served
from bench.results import Figure
from bench.waiting import READERS

ANSWERS = "/search/answers"
WORDS = {
    "a year that most references have": "2026",
    "a number that few references have": "54171",
    "a name": "Okafor",
}
TIMES = 20


def searching(small: Path, large: Path, *, few: int, many: int, times: int) -> list[Figure]:
    """What is typed into the box, by each reader, at few and at many cases."""
    figures = []
    for name, reach in READERS.items():
        with served(small, username=name) as a, served(large, username=name) as b:
            for kind, words in WORDS.items():
                pages = [(ANSWERS, ANSWERS)] * min(times, TIMES + WARM)
                at_many, at_few, _ratio = in_turn(b, a, pages, words=words)
                title = f"search for {kind}, {name} {reach}"
                figures += [
                    Figure(f"{title}: CPU at {few:,}", at_few, "ms"),
                    Figure(f"{title}: CPU at {many:,}", at_many, "ms"),
                ]
    return figures
