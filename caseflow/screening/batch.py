"""`flask screening batch`: a list of candidates through, on every processor of the machine.

Each process looks up a part of the list in a reading session of its own, and writes nothing: the
answers go back to the process that was called, which writes them in order and puts the list on
the trail.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import click
from sqlalchemy.orm import Session

from caseflow import clock
from caseflow.access.acting import system_session
from caseflow.crypto.broken_seals import BrokenValue, broken_seals
from caseflow.days import office_day
from caseflow.db import WRITES, tune
from caseflow.screening.blank_cells import NAMES
from caseflow.screening.handing_over import ProblemList
from caseflow.screening.purposes import ScreeningPurpose
from caseflow.screening.queries.thresholds import InForce
from caseflow.screening.services import screening_lists
from caseflow.screening.services.screening_lists import Asked, CpuClock
from caseflow.screening.sharing import Factory, parted, shared
from caseflow.screening.unread_facts import UnreadFact, unread_facts
from caseflow.sheets.named_rows import Row
from caseflow.sheets.problems import private_file

PART = 50
"""How many candidates are looked up in one transaction: a fresh look at the register for each."""
TELL_EVERY = 1000
MAPPED = 2_000_000_000
"""How many bytes of the file SQLite reads where the system holds them, not by copying each page."""


@dataclass(frozen=True)
class Asking:
    """How a list is looked up: as somebody wants it, by the thresholds in force."""

    asked: Asked
    holds: InForce


@dataclass
class Answers:
    """The answers to a part of a list, in its order, and the seconds each look-up took."""

    cells: list[tuple[str, ...]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    problems: list[tuple[int, str, str]] = field(default_factory=list)
    unread: list[tuple[int, str, UnreadFact]] = field(default_factory=list)
    broken: set[BrokenValue] = field(default_factory=set)


def answer(
    factory: Factory,
    rows: Iterable[Row],
    out: Path,
    asking: Asking,
    listed: ProblemList,
) -> Answers:
    """Look the rows up and write the file; the seconds that each took.

    Rows that are not understood are listed, and facts that are not compared.
    """
    whole = Answers()
    with private_file(out) as file:
        write = csv.writer(file)
        write.writerow(screening_lists.RESULT)
        for part in shared(
            factory, lambda each: look_up(factory, each, asking), parted(rows, PART)
        ):
            write.writerows(part.cells)
            for problem in part.problems:
                listed.reject(*problem)
            for line, query, fact in part.unread:
                listed.warn(line, query, *fact)
            whole.broken |= part.broken
            before, now = len(whole.times), len(whole.times) + len(part.times)
            whole.times += part.times
            if before // TELL_EVERY < now // TELL_EVERY and sys.stderr.isatty():
                click.echo(f"{now} looked up …", err=True)
    return whole


def look_up(factory: Factory, part: list[Row], asking: Asking) -> Answers:
    """Look one part up."""
    made = Answers()
    with system_session(lambda: _reading(factory), ScreeningPurpose.MATCHING) as session:
        cpu, today = CpuClock(session), office_day(clock.now())
        for row in part:
            query = row.values.get("query", "").strip()
            if row.fault is not None or not query:
                fault = str(row.fault or "there is no query")
                made.problems.append((row.line, query, fault))
                made.cells += [line.cells() for line in screening_lists.unread(query, fault)]
                continue
            before = cpu()
            lines = screening_lists.screen(
                session,
                query,
                row.values,
                asked=asking.asked,
                holds=asking.holds,
                today=today,
            )
            made.times.append(cpu() - before)
            made.unread += [(row.line, query, each) for each in _unread(row, asking.asked, today)]
            made.cells += [line.cells() for line in lines]
        made.broken.update(broken_seals(session))
    return made


def _unread(row: Row, asked: Asked, today: date) -> Iterator[UnreadFact]:
    """What was asked of a candidate and could not be compared as it stands."""
    for fact in unread_facts(row, today=today, declared=asked.declared):
        if not asked.name_only or fact.column in NAMES:
            yield fact


def _reading(factory: Factory) -> Session:
    session = factory()
    WRITES.put(session, False)
    tune(session, mmap_size=MAPPED)
    return session
