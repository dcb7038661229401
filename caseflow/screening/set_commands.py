"""`flask screening load | drop`: sets of people into the register, and out of it again."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import chain, islice

import click

from caseflow import clock
from caseflow.access.acting import system_session
from caseflow.crypto.keyring import keyring_of
from caseflow.db import tune
from caseflow.errors import DomainError, NotFound
from caseflow.facts.words_for_nothing import NothingSaid
from caseflow.screening.blank_cells import without_nothing
from caseflow.screening.columns import DECIDED_ON, LISTED
from caseflow.screening.handing_over import (
    WITH_PROBLEMS,
    HandedOver,
    ProblemList,
    not_written,
    refuse,
    require_all_told,
    tell,
)
from caseflow.screening.purposes import ScreeningPurpose
from caseflow.screening.services import loading
from caseflow.screening.services.loading import AT_ONCE, Loaded, Reading, ReadRow
from caseflow.screening.sharing import Factory, collecting_seldom, parted, shared
from caseflow.sheets.named_rows import Row

PAGES = 20_000
"""How many pages SQLite's log may hold (80 MB) while a set is loaded, before it is taken over:
tokens are spread over the whole index, so that each page would be taken over again and again."""


@collecting_seldom()
def load(
    factory: Factory,
    given: HandedOver,
    label: str | None,
    *,
    publish: bool,
    how: Reading,
    as_json: bool,
) -> None:
    """Load a set; ends the command with 1 when refused, 3 with problem rows."""
    started, nothing = time.perf_counter(), NothingSaid()
    try:
        loading.check_label(label)
        rows = given.rows(LISTED if publish else DECIDED_ON)
        with ProblemList(given.problems, rows) as listed:
            filled = without_nothing(rows, nothing, iso_5218=given.iso_5218)
            created = _write(factory, filled, label, publish, how, listed)
        require_all_told(rows.read, created + listed.rejected)
    except DomainError as refused:
        refuse(refused, as_json=as_json)
    except OSError as problem:
        refuse(not_written(problem), as_json=as_json)
    figures = {
        "read": rows.read,
        "created": created,
        "rejected": listed.rejected,
        "warnings": listed.warnings,
        "said_nothing": dict(nothing.words),
        "published": publish,
        "unused": rows.unused,
        "seconds": round(time.perf_counter() - started, 2),
        "problems": str(given.problems),
    }
    done = "published" if publish else "proposed"
    words = f"{rows.read} read: {created} {done}, {listed.rejected} rejected"
    words += f", {listed.warnings} facts not taken whole.{nothing.told}"
    tell(figures, f"{words} Problem rows: {given.problems}", as_json=as_json)
    if listed.rejected:
        sys.exit(WITH_PROBLEMS)


def _write(
    factory: Factory,
    rows: Iterable[Row],
    label: str | None,
    publish: bool,
    how: Reading,
    listed: ProblemList,
) -> int:
    """Write all that can be taken in; how many that were."""
    created = 0
    with (
        _read(factory, rows, how) as parts,
        system_session(factory, ScreeningPurpose.IMPORT) as session,
    ):
        tune(session, wal_autocheckpoint=PAGES)
        for part in parts:
            done = loading.load_rows(session, part, label=label, publish=publish, now=clock.now())
            session.commit()
            session.expunge_all()
            created += done.created
            _list(part, done, listed)
        loading.finish_loading(session)
        session.commit()
    return created


def _list(part: Iterable[ReadRow], done: Loaded, listed: ProblemList) -> None:
    """List what of these rows was not taken in, in the order of the file."""
    rejected = {problem.line: problem for problem in done.problems}
    for row in part:
        if problem := rejected.get(row.line):
            listed.reject(problem.line, problem.ref, problem.reason)
            continue
        for fact in row.unread:
            listed.warn(row.line, row.ref, *fact)


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


def drop(factory: Factory, label: str, *, even_published: bool) -> None:
    """Drop a set; ends the command with 1 when refused."""
    gone = 0
    try:
        loading.check_label(label)
        with system_session(factory, ScreeningPurpose.IMPORT) as session:
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
        refuse(refused, as_json=False)
    click.echo(f"{gone} entries dropped.")
