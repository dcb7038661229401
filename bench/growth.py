"""Whether the queue page stays as quick when the register grows, for whoever asks."""

from __future__ import annotations

import shutil
from pathlib import Path

import pysqlite3

from bench.asking import WARM, in_turn, served
from bench.growing import grow
from bench.homes import database
from bench.lists import lists
from bench.pages import QUEUE, case_pages
from bench.results import Figure
from bench.searching import searching
from bench.waiting import waiting

SOMEBODY_ELSE = "officer-2"
"""Reaches another entity than the one that grows."""


def growth(empty: Path, folder: Path, *, few: int, many: int, rounds: int) -> list[Figure]:
    """Grow two instances, and ask both for their pages in turn."""
    small, large = folder / "small", folder / "large"
    shutil.copytree(empty, small)
    grow(small, few)
    shutil.copytree(small, large)
    figures = grow(large, many - few)
    for home in (small, large):
        give_due_dates(home)
    times = rounds + WARM
    with served(small) as a, served(large) as b:
        cases = list(zip(case_pages(b, times), case_pages(a, times), strict=True))
        figures += _compared("queue page", in_turn(b, a, [(QUEUE, QUEUE)] * times), few, many)
        figures += _compared("case page", in_turn(b, a, cases), few, many)
    with served(small, username=SOMEBODY_ELSE) as a, served(large, username=SOMEBODY_ELSE) as b:
        found = in_turn(b, a, [(QUEUE, QUEUE)] * times)
        figures += _compared("queue page of another entity", found, few, many)
    figures += waiting(small, large, few=few, many=many, times=times)
    figures += lists(small, large, few=few, many=many, times=times)
    return figures + searching(small, large, few=few, many=many, times=times)


def give_due_dates(home: Path) -> None:
    """Let the open ones of the grown cases be due, as cases that were logged here are."""
    raw = pysqlite3.connect(database(home))
    raw.execute(
        "UPDATE cases SET due_on = date(received_on, '+90 days') "
        "WHERE admitted AND stage != 'closed'"
    )
    raw.commit()
    raw.close()


def _compared(name: str, found: tuple[float, float, float], few: int, many: int) -> list[Figure]:
    at_many, at_few, ratio = found
    return [
        Figure(f"{name}: CPU at {few:,}", at_few, "ms"),
        Figure(f"{name}: CPU at {many:,}", at_many, "ms"),
        Figure(f"{name}: {many:,} / {few:,}", ratio, "ratio", "<= 1.2"),
    ]
