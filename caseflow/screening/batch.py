"""`flask screening batch`: a list of candidates through, on every processor of the machine.

Each process looks up a part of the list in a reading session of its own, and writes nothing: the
answers go back to the process that was called, which writes them in order and puts the list on
the trail.
"""

from __future__ import annotations

import csv
import multiprocessing
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any, TypeVar

import click
from sqlalchemy.orm import Session

from caseflow import clock
from caseflow.access.acting import Purpose, system_session
from caseflow.db import tune
from caseflow.errors import NotReady
from caseflow.labels import _
from caseflow.screening.csvfiles import Row
from caseflow.screening.queries.thresholds import InForce
from caseflow.screening.services import screening_lists
from caseflow.screening.services.screening_lists import CpuClock

PART = 50
"""How many candidates are looked up in one transaction: a fresh look at the register for each."""
MOST_PROCESSES, WAITING = 8, 3
"""Parts that wait for each process: enough that none stands still, few enough to stay small."""
TELL_EVERY = 1000
MAPPED = 2_000_000_000
"""How many bytes of the file SQLite reads where the system holds them, not by copying each page."""
Factory = Callable[[], Session]
Given = TypeVar("Given")
Made = TypeVar("Made")


@dataclass(frozen=True)
class Asking:
    """How a list is looked up."""

    limit: int
    name_only: bool
    holds: InForce


@dataclass
class Answers:
    """The answers to a part of a list, in its order, and the seconds each look-up took."""

    cells: list[tuple[str, ...]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)


def answer(factory: Factory, rows: Iterable[Row], out: Path, asking: Asking) -> Answers:
    """Look the rows up and write the file; the times and the rows that were not understood."""
    whole = Answers()
    with out.open("w", encoding="utf-8", newline="") as file:
        write = csv.writer(file)
        write.writerow(screening_lists.RESULT)
        for part in shared(factory, lambda each: look_up(factory, each, asking), parted(rows)):
            write.writerows(part.cells)
            whole.problems += part.problems
            before, now = len(whole.times), len(whole.times) + len(part.times)
            whole.times += part.times
            if before // TELL_EVERY < now // TELL_EVERY and sys.stderr.isatty():
                click.echo(f"{now} looked up …", err=True)
    return whole


def parted(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """The rows in parts."""
    rest = iter(rows)
    while part := list(islice(rest, PART)):
        yield part


def look_up(factory: Factory, part: list[Row], asking: Asking) -> Answers:
    """Look one part up."""
    made = Answers()
    with system_session(lambda: _reading(factory), Purpose.MATCHING) as session:
        cpu, today = CpuClock(session), clock.now().date()
        for row in part:
            query = row.values.get("query", "").strip()
            if row.fault is not None or not query:
                made.problems.append((row.number, str(row.fault or "there is no query")))
                made.cells += [line.cells() for line in screening_lists.unread(query)]
                continue
            before = cpu()
            lines = screening_lists.screen(
                session,
                query,
                row.values,
                limit=asking.limit,
                name_only=asking.name_only,
                holds=asking.holds,
                today=today,
            )
            made.times.append(cpu() - before)
            made.cells += [line.cells() for line in lines]
    return made


def _reading(factory: Factory) -> Session:
    session = factory()
    session.info["writes"] = False
    tune(session, mmap_size=MAPPED)
    return session


def shared(
    factory: Factory, work: Callable[[Given], Made], parts: Iterator[Given]
) -> Iterator[Made]:
    """What the work makes of each part, in their order; one part alone needs no other process."""
    first = list(islice(parts, 2))
    processes = min(len(os.sched_getaffinity(0)), MOST_PROCESSES)
    if len(first) < 2 or processes < 2:
        yield from map(work, chain(first, parts))
        return
    _let_go(factory, close=True)
    pool = ProcessPoolExecutor(
        processes,
        multiprocessing.get_context("fork"),
        initializer=_begin,
        initargs=(factory, work),
    )
    with pool:
        under_way: deque[Future[Made]] = deque()
        try:
            for part in chain(first, parts):
                under_way.append(pool.submit(_done, part))
                if len(under_way) >= processes * WAITING:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        except BrokenProcessPool:
            raise NotReady(_("A process that looked candidates up was stopped.")) from None
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


_work: list[Callable[[Any], Any]] = []


def _begin(factory: Factory, work: Callable[[Any], Any]) -> None:
    _let_go(factory, close=False)
    _work[:] = [work]


def _done(part: Any) -> Any:
    return _work[0](part)


def _let_go(factory: Factory, *, close: bool) -> None:
    """Have no connection: closed by whoever opened it, forgotten in a process that inherited it."""
    with factory() as session:
        session.get_bind().engine.dispose(close=close)
