"""`flask screening load | batch | drop`: sets in, lists of candidates through, sets out."""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import Any, NoReturn

import click
from sqlalchemy.orm import Session

from caseflow import clock
from caseflow.access.acting import Purpose, system_session
from caseflow.audit.acts import Act
from caseflow.audit.record import record
from caseflow.crypto.broken_seals import BrokenValue, broken_seals
from caseflow.crypto.keyring import keyring_of
from caseflow.db import tune
from caseflow.errors import DomainError, NotFound
from caseflow.facts.dates import Declared
from caseflow.screening.batch import Asking, answer
from caseflow.screening.csvfiles import Row, reading
from caseflow.screening.date_options import dates_declared, declared
from caseflow.screening.queries.thresholds import in_force
from caseflow.screening.services import loading, screening_lists
from caseflow.screening.services.loading import AT_ONCE, Problem, Reading, ReadRow
from caseflow.screening.sharing import parted, shared
from caseflow.screening.upkeep import add_upkeep

REFUSED, WITH_PROBLEMS = 1, 3
SELDOM = 200_000
PAGES = 20_000
"""How many pages SQLite's log may hold (80 MB) while a set is loaded, before it is taken over:
tokens are spread over the whole index, so that each page would be taken over again and again."""
Factory = Callable[[], Session]


def screening_group(
    factory: Callable[[], Factory], demonstration: Callable[[], bool]
) -> click.Group:
    """The commands, given where sessions come from and whether this is a demonstration."""
    group = click.Group("screening", help="The screening register: sets in, lists through.")

    @group.command("load")
    @click.argument("file", type=click.Path(path_type=Path))
    @click.option("--label", help="Marks the set, so that it can be dropped again.")
    @dates_declared
    @click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
    def load_command(file: Path, label: str | None, as_json: bool, **dates: Any) -> None:
        """Load people from FILE (CSV, may be gzipped); outside demonstration as proposals."""
        how = Reading(clock.now().date(), declared(**dates))
        load(factory(), file, label, publish=demonstration(), as_json=as_json, how=how)

    @group.command("batch")
    @click.argument("source", type=click.Path(path_type=Path))
    @click.argument("target", type=click.Path(path_type=Path))
    @click.option("--limit", type=click.IntRange(1, 60), default=10, show_default=True)
    @click.option("--name-only", is_flag=True, help="Compare names and nothing else.")
    @dates_declared
    @click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
    def batch_command(
        source: Path, target: Path, limit: int, name_only: bool, as_json: bool, **dates: Any
    ) -> None:
        """Look up every candidate of SOURCE (CSV, may be gzipped) and write TARGET."""
        asking = (limit, name_only, declared(**dates))
        batch(factory(), source, target, asking, as_json=as_json)

    @group.command("drop")
    @click.argument("label")
    def drop_command(label: str) -> None:
        """Drop the set that carries LABEL, with its keys."""
        drop(factory(), label, even_published=demonstration())

    add_upkeep(group, factory)
    return group


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


@collecting_seldom()
def load(
    factory: Factory,
    file: Path,
    label: str | None,
    *,
    publish: bool,
    as_json: bool,
    how: Reading,
) -> None:
    """Load a set; ends the command with 1 when refused, 3 with problem rows."""
    started, read, problems = time.perf_counter(), 0, list[Problem]()
    warnings: list[Problem] = []
    columns = loading.COLUMNS if publish else (*loading.COLUMNS, *loading.DECIDED)
    try:
        loading.check_label(label)
        with (
            reading(file, columns) as rows,
            _read(factory, rows, how) as parts,
            system_session(factory, Purpose.IMPORT) as session,
        ):
            tune(session, wal_autocheckpoint=PAGES)
            for part in parts:
                read += len(part)
                warnings += [each for row in part for each in row.warnings]
                problems += loading.load_rows(
                    session, part, label=label, publish=publish, now=clock.now()
                )
                session.commit()
                session.expunge_all()
            loading.finish_loading(session)
            session.commit()
    except DomainError as refused:
        _refuse(refused, as_json)
    seconds = time.perf_counter() - started
    figures = {
        "read": read,
        "created": read - len(problems),
        "rejected": len(problems),
        "warnings": len(warnings),
        "published": publish,
        "seconds": round(seconds, 2),
    }
    for problem in (*problems, *warnings):
        column = f", {problem.column}" if problem.column else ""
        click.echo(f"row {problem.row} ({problem.ref!a}){column}: {problem.reason}", err=True)
    done = "published" if publish else "proposed"
    words = f"{figures['created']} {done}, {len(problems)} rejected"
    _tell(figures, as_json, f"{words}, {len(warnings)} dates not taken whole.")
    if problems:
        sys.exit(WITH_PROBLEMS)


@contextmanager
def _read(factory: Factory, rows: Iterable[Row], how: Reading) -> Iterator[Iterator[list[ReadRow]]]:
    """The rows read in other processes, which begin before this one has a connection."""
    with factory() as session:
        keyring = keyring_of(session)
    parts = shared(
        factory, lambda part: loading.read_rows(keyring, part, how), parted(rows, AT_ONCE)
    )
    with closing(parts):
        yield chain(list(islice(parts, 1)), parts)


@collecting_seldom()
def batch(
    factory: Factory,
    source: Path,
    target: Path,
    asked: tuple[int, bool, Declared],
    *,
    as_json: bool,
) -> None:
    """Screen a list; ends the command with 1 when refused, 3 with problem rows."""
    started = time.perf_counter()
    part = target.with_name(target.name + ".part")
    try:
        with system_session(factory, Purpose.MATCHING) as session:
            session.info["writes"] = False
            holds = in_force(session)
        with reading(source, ("query", "name")) as rows:
            limit, name_only, dates = asked
            asking = Asking(limit, name_only, holds, dates)
            answers = answer(factory, rows, part, asking)
        part.replace(target)
    except DomainError as refused:
        part.unlink(missing_ok=True)
        _refuse(refused, as_json)
    except OSError as problem:
        part.unlink(missing_ok=True)
        _refuse(DomainError(f"The answer cannot be written: {problem.strerror}."), as_json)
    queries, problems = len(answers.times), len(answers.problems)
    _record(factory, queries, holds.model, answers.broken)
    p50, p95 = screening_lists.percentiles(answers.times)
    figures = {
        "queries": queries,
        "seconds": round(time.perf_counter() - started, 2),
        "cpu_ms_p50": p50,
        "cpu_ms_p95": p95,
        "model": holds.model,
    }
    for number, fault in answers.problems:
        click.echo(f"row {number}: {fault}", err=True)
    words = f"{queries} candidates looked up, {problems} rows not understood."
    _tell(figures, as_json, words)
    if problems:
        sys.exit(WITH_PROBLEMS)


def drop(factory: Factory, label: str, *, even_published: bool) -> None:
    """Drop a set; ends the command with 1 when refused."""
    gone = 0
    try:
        loading.check_label(label)
        with system_session(factory, Purpose.IMPORT) as session:
            while True:
                try:
                    gone += loading.drop_rows(
                        session, label, now=clock.now(), even_published=even_published
                    )
                except NotFound:
                    if not gone:
                        raise
                    break
                session.commit()
                session.expunge_all()
    except DomainError as refused:
        _refuse(refused, as_json=False)
    click.echo(f"{gone} entries dropped.")


def _record(factory: Factory, queries: int, model: str, broken: set[BrokenValue]) -> None:
    """Put the list on the trail, in a transaction of its own once the reading is over."""
    with system_session(factory, Purpose.MATCHING) as session:
        broken_seals(session).update(dict.fromkeys(broken))
        record(session, Act.INQUIRY_MADE, facts={"queries": queries, "model": model})
        session.commit()


def _tell(figures: Mapping[str, object], as_json: bool, words: str) -> None:
    click.echo(json.dumps(figures) if as_json else words)


def _refuse(error: DomainError, as_json: bool) -> NoReturn:
    if as_json:
        click.echo(json.dumps({"error": str(error.sentence)}))
    click.echo(str(error.sentence), err=True)
    sys.exit(REFUSED)
