"""Work shared among processes: each makes something of a part, the caller takes it in order.

Processes are forked: they know what the caller knew, but have no connection of the caller's.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import chain, islice
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from caseflow.errors import NotReady
from caseflow.labels import _

MOST_PROCESSES, WAITING = 8, 3
"""Parts that wait for each process: enough that none stands still, few enough to stay small."""
SELDOM = 200_000
Factory = Callable[[], Session]
Given = TypeVar("Given")
Made = TypeVar("Made")


def parted(values: Iterable[Given], size: int) -> Iterator[list[Given]]:
    """The values in parts."""
    rest = iter(values)
    while part := list(islice(rest, size)):
        yield part


def shared(
    factory: Factory, work: Callable[[Given], Made], parts: Iterator[Given]
) -> Generator[Made, None, None]:
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
            raise NotReady(_("A process that shared the work was stopped.")) from None
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


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """A long list makes millions of objects and hardly a ring: looking for rings costs a fifth."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
