"""Proving or copying the trail holds nobody up, reads one moment, and is itself recorded."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from caseflow.access.acting import reading_session, system_session
from caseflow.audit import commands, verifying
from caseflow.audit.acts import TrailAct
from caseflow.audit.commands import audit_group
from caseflow.audit.exporting import export_lines
from caseflow.audit.models import Entry
from caseflow.audit.record import record
from tests.support.homes import Homes, application
from tests.support.house import House
from tests.support.trail import details
from tests.support.visitor import visitor

PATIENCE = 60


def run(house: House, *words: str) -> Result:
    """`flask audit …` on a house."""
    group = audit_group(
        partial(reading_session, house.factory), partial(system_session, house.factory)
    )
    return CliRunner().invoke(group, list(words))


@contextmanager
def held_in_the_walk(engine: sa.Engine) -> Iterator[tuple[threading.Event, threading.Event]]:
    """The first thread that asks for a second page of entries waits there until it is let go."""
    reached, go_on = threading.Event(), threading.Event()
    pages: list[int] = []

    def wait(_connection, _cursor, statement, _parameters, _context, _many) -> None:
        if "FROM acts" in statement and "acts.body" in statement:
            pages.append(1)
            if len(pages) == 2:
                reached.set()
                assert go_on.wait(PATIENCE)

    sa.event.listen(engine, "before_cursor_execute", wait)
    try:
        yield reached, go_on
    finally:
        go_on.set()
        sa.event.remove(engine, "before_cursor_execute", wait)


def during(engine: sa.Engine, walk: Callable[[], Result], then: Callable[[], None]) -> Result:
    """What a walk says, in the middle of which something else is done."""
    with ThreadPoolExecutor(1) as pool, held_in_the_walk(engine) as (reached, go_on):
        walking = pool.submit(walk)
        assert reached.wait(PATIENCE)
        then()
        go_on.set()
        return walking.result(PATIENCE)


def write(house: House, facts: int) -> None:
    with house.session() as session:
        if session.get_bind().dialect.name == "sqlite":
            session.connection().exec_driver_sql("PRAGMA busy_timeout=0")  # who must wait, fails
        record(session, TrailAct.AUDIT_READ, facts={"n": facts})
        session.commit()


def length(house: House) -> int:
    with house.session() as session:
        return session.scalar(sa.select(sa.func.count(Entry.seq))) or 0


@pytest.fixture
def told(house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """A trail of several pages."""
    monkeypatch.setattr(verifying, "BATCH", 10)
    house.entity("NORTH")
    for n in range(30):
        write(house, n)
    return house


def test_others_write_while_the_trail_is_verified_and_verify_reads_one_moment(told: House) -> None:
    before = length(told)
    done = during(told.engine, partial(run, told, "verify", "--json"), partial(write, told, 99))
    said = json.loads(done.stdout)
    assert (done.exit_code, said["ok"], said["entries"]) == (0, True, before)
    assert json.loads(run(told, "verify", "--json").stdout)["entries"] > before


def test_others_write_while_the_trail_is_copied(told: House, monkeypatch, tmp_path) -> None:
    target = tmp_path / "trail.jsonl"
    before = length(told)

    def written_to_meanwhile(session):
        lines = export_lines(session)
        yield next(lines)
        write(told, 99)
        yield from lines

    monkeypatch.setattr(commands, "export_lines", written_to_meanwhile)
    assert run(told, "export", str(target)).exit_code == 0
    copied = [json.loads(line) for line in target.read_text().splitlines()]
    assert "checkpoint" in copied[0]
    assert len([each for each in copied if "seq" in each]) == before
    assert length(told) > before


@pytest.mark.parametrize(
    ("words", "act"),
    [
        (("verify",), "trail:verified"),
        (("export", "-"), "trail:copied"),
        (("checkpoint", "-"), "trail:marked"),
    ],
)
def test_whoever_walks_the_trail_is_on_it_afterwards(told: House, words, act) -> None:
    before = length(told)
    assert run(told, *words).exit_code == 0
    (worked, walked) = details(told)[before:]
    assert worked == ("system:worked", {"facts": {"purpose": "trail-verification"}})
    assert walked[0] == act
    assert run(told, "verify").exit_code == 0


def test_verify_says_how_many_faults_it_does_not_list(told: House) -> None:
    with told.engine.begin() as connection:
        connection.execute(sa.text("UPDATE acts SET act = 'case:read' WHERE seq > 5"))
    said = json.loads(run(told, "verify", "--json").stdout)
    assert len(said["faults"]) == verifying.LISTED
    assert said["found"] == len(said["faults"]) + said["unlisted"]
    assert said["unlisted"] >= 5
    words = run(told, "verify")
    assert f"… and {said['unlisted']} more faults" in words.output
    assert words.exit_code == 1


def test_pages_are_answered_while_verify_runs(homes: Homes, monkeypatch) -> None:
    """A look at a list is recorded: a page that had to wait for verify would answer 503."""
    monkeypatch.setattr(verifying, "BATCH", 50)
    with application(homes.fresh()) as app:
        officer = visitor(app, "officer")
        with app.app_context():
            engine = app.extensions["sqlalchemy"].engine

        def look() -> None:
            assert officer.get("/cases/all").status_code == 200

        sa.event.listen(engine, "checkout", lambda raw, *_: raw.execute("PRAGMA busy_timeout=0"))
        runner = app.test_cli_runner()
        done = during(engine, lambda: runner.invoke(args=["audit", "verify", "--json"]), look)
        assert json.loads(done.stdout)["ok"]
