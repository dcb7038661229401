"""`flask seal`: what an earlier release left open is sealed, and no file holds it any more."""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from caseflow import clock, machinery
from caseflow.access.acting import Purpose, system_session
from caseflow.access.actor import SYSTEM
from caseflow.access.models import Classification
from caseflow.accounts.models import User
from caseflow.accounts.purposes import AccountPurpose
from caseflow.audit import open_word_sealing
from caseflow.audit import open_words as open_words_of
from caseflow.audit.acts import TrailAct
from caseflow.audit.chain import decode
from caseflow.audit.models import Entry
from caseflow.audit.purposes import TrailPurpose
from caseflow.audit.record import act
from caseflow.cases.acts import CaseAct
from caseflow.cases.models import Case, Measure, Part, Party
from caseflow.cases.records.entries import LogEntry, PersonEntry
from caseflow.cases.services.receiving import log_case
from caseflow.crypto.columns import conceal
from caseflow.crypto.fields import landed_words
from caseflow.crypto.models import DataKey
from caseflow.crypto.opening import open_rows, open_text
from caseflow.jobs.models import Job, State
from caseflow.jobs.purposes import JobPurpose
from caseflow.jobs.worker import work_off
from caseflow.start.home import CHECKOUT
from caseflow.web.store import engine, session_factory
from tests.support.databases import KINDS, Databases
from tests.support.homes import application, build_home, copy_beside_the_database
from tests.support.planted_words import PLANTED, in_files, models, open_words, plant, planted
from tests.support.processes import die_with_parent
from tests.support.visitor import visitor


@dataclass
class Landed:
    """A seeded instance whose sealed words stand open again, as an upgrade finds them."""

    app: Flask
    home: Path
    url: str

    @contextmanager
    def session(self, purpose: Purpose = TrailPurpose.SEALING) -> Iterator[Session]:
        with self.app.app_context(), system_session(session_factory(), purpose) as session:
            yield session

    def seal(self, *words: str) -> dict[str, Any]:
        """Run the command; what it reports."""
        ran = self.app.test_cli_runner().invoke(args=["seal", "--json", *words])
        assert ran.exit_code == 0, ran.output
        return dict(json.loads(ran.output))

    def holds(self) -> bool:
        """Whether the trail holds."""
        ran = self.app.test_cli_runner().invoke(args=["audit", "verify", "--json"])
        return ran.exit_code == 0

    def command(self) -> subprocess.Popen[bytes]:
        """The command as a process of its own."""
        environ = {"CASEFLOW_HOME": str(self.home), "FLASK_APP": "wsgi:app"}
        if self.url.startswith("postgresql"):
            environ["DATABASE_URL"] = self.url
        return subprocess.Popen(
            [sys.executable, "-m", "flask", "seal"],
            cwd=CHECKOUT,
            env={**os.environ, **environ},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=die_with_parent(),
        )


@pytest.fixture(params=KINDS)
def upgraded(
    request: pytest.FixtureRequest,
    databases: Databases,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Landed]:
    """An instance with demonstration data as an upgrade finds it, on each kind of database."""
    built = tmp_path_factory.getbasetemp() / f"stood-open-{request.param}"

    def build(url: str) -> None:
        build_home(built, seeded=True, DATABASE_URL=url)

    with databases.copy_of("stood_open", request.param, build) as url:
        home = tmp_path / "home"
        copy_beside_the_database(built, home)
        with application(home, DATABASE_URL=url) as app:
            yield Landed(app, home, url)


@pytest.fixture
def on_sqlite(homes: Any) -> Iterator[Landed]:
    """The same in one home with its database in a file."""
    home = homes.fresh()
    with application(home) as app, app.app_context():
        yield Landed(app, home, f"sqlite:///{home / 'caseflow.db'}")


def test_every_word_is_sealed_and_reads_as_before(upgraded: Landed) -> None:
    count = plant(upgraded)
    assert len(open_words(upgraded.url)) == count > 400
    report = upgraded.seal()
    assert report["ok"]
    assert report["left"] == report["erased"] == 0
    assert report["sealed"] > 150
    assert open_words(upgraded.url) == []
    with upgraded.session() as session:
        for model in models():
            names = tuple(landed_words(model))
            rows = session.scalars(sa.select(model).order_by(model.id)).all()
            for number, opened in enumerate(open_rows(session, rows, names)):
                for name, words in opened.items():
                    column = sa.inspect(model).column_attrs[landed_words(model)[name]].columns[0]
                    said = planted(model.__tablename__, column.name, number)
                    assert said in str(words)
    assert upgraded.holds()
    again = upgraded.seal()
    assert (again["sealed"], again["ok"]) == (0, True)


def test_no_file_of_the_home_holds_a_word_afterwards(on_sqlite: Landed) -> None:
    plant(on_sqlite)
    assert in_files(on_sqlite.home) & {"caseflow.db", "caseflow.db-wal"}
    on_sqlite.seal()
    assert in_files(on_sqlite.home) == set()
    assert (on_sqlite.home / "caseflow.db").stat().st_size > 500_000


def test_pages_show_the_words_before_between_and_after(upgraded: Landed, monkeypatch: Any) -> None:
    plant(upgraded)
    monkeypatch.setattr(open_word_sealing, "BATCH", 7)
    officer = visitor(upgraded.app, "officer")
    with upgraded.session() as session:
        party = session.scalars(
            sa.select(Party)
            .join(Case, Case.id == Party.root_id)
            .join(User, User.id == Case.owner_id)
            .where(Party.part == Part.SUBJECT, Party.identified, User.username == "officer")
        ).first()
        assert party is not None
        reference = session.get_one(Case, party.root_id).reference
        words = open_text(session, party, "rank")
        assert words is not None
        assert words.startswith(PLANTED)
    seen = []

    def look(_done: int) -> None:
        answers = [officer.get(path) for path in (f"/cases/{reference}", "/cases", "/cases/all")]
        seen.append((*(a.status_code for a in answers), words in answers[0].text))

    look(0)
    with upgraded.session() as session:
        report = open_word_sealing.seal_landed(session, after_step=look)
    look(report.sealed)
    assert len(seen) > 30
    assert set(seen) == {(200, 200, 200, True)}


def test_no_step_takes_more_rows_than_a_batch(upgraded: Landed, monkeypatch: Any) -> None:
    assert open_word_sealing.BATCH <= 200
    plant(upgraded)
    monkeypatch.setattr(open_word_sealing, "BATCH", 9)
    steps = [0]
    with upgraded.session() as session:
        open_word_sealing.seal_landed(session, after_step=steps.append)
    assert max(b - a for a, b in itertools.pairwise(steps)) == 9


def test_a_run_that_was_killed_is_finished_by_the_next(on_sqlite: Landed) -> None:
    count = plant(on_sqlite)
    run = on_sqlite.command()
    assert run.stderr is not None
    assert b"rows done" in run.stderr.readline()
    run.send_signal(signal.SIGKILL)
    run.wait(20)
    assert 0 < len(open_words(on_sqlite.url)) < count
    assert on_sqlite.seal()["ok"]
    assert open_words(on_sqlite.url) == []
    assert in_files(on_sqlite.home) == set()
    assert on_sqlite.holds()


def test_two_runs_at_once_seal_each_row_once(upgraded: Landed) -> None:
    plant(upgraded)
    with upgraded.session() as session:
        rows = open_words_of.count_open_rows(session)
    runs = [upgraded.command() for _each in range(2)]
    said = [run.communicate(timeout=60)[0].decode() for run in runs]
    assert [run.returncode for run in runs] == [0, 0]
    sealed = [
        int(line.split(": ")[1])
        for out in said
        for line in out.splitlines()
        if line.startswith("sealed")
    ]
    assert sum(sealed) == rows
    assert open_words(upgraded.url) == []
    assert upgraded.holds()


def test_a_case_logged_meanwhile_is_sealed_from_the_start(upgraded: Landed) -> None:
    plant(upgraded)
    made: list[str] = []

    def log(done: int) -> None:
        if made:
            return
        with upgraded.session(AccountPurpose.DEMONSTRATION) as session:
            entity = session.scalars(sa.select(Case.entity_id)).first()
            person = PersonEntry(name="Ida Fictive", rank=f"{PLANTED} rank", unit=f"{PLANTED} unit")
            entry = LogEntry(
                entity_id=entity,
                title="Logged between two steps",
                received_on=clock.now().date(),
                classification=Classification.CONFIDENTIAL,
                people=(person,),
            )
            case = log_case(session, entry, actor=SYSTEM, now=clock.now())
            made.append(case.reference)
            session.commit()

    with upgraded.session() as session:
        assert open_word_sealing.seal_landed(session, after_step=log).ok
    assert made
    assert open_words(upgraded.url) == []


def test_words_typed_anew_take_the_place_of_those_that_stand_open(upgraded: Landed) -> None:
    plant(upgraded)
    with upgraded.session() as session:
        row = session.scalars(sa.select(Party).order_by(Party.id)).first()
        assert row is not None
        with act(session, CaseAct.CHANGED, thing=row):
            row.rank = conceal("P-5")
            row.unit = None
        session.commit()
        assert (row.landed_rank, row.landed_unit) == (None, None)
        row_id = row.id
    upgraded.seal()
    with upgraded.session() as session:
        row = session.get_one(Party, row_id)
        assert open_rows(session, [row], ("rank", "unit"))[0] == {"rank": "P-5", "unit": None}


def test_words_of_a_case_whose_key_is_gone_are_taken_out(upgraded: Landed) -> None:
    plant(upgraded)
    with upgraded.session() as session:
        measure = session.scalars(sa.select(Measure)).first()
        assert measure is not None
        key, row_id = measure.data_key_id, measure.id
        gone = sa.update(DataKey.__table__).where(DataKey.__table__.c.id == key)  # type: ignore[arg-type]
        session.connection().execute(gone.values(wrapped=None, shredded=clock.now()))
        session.commit()
        session.info["keyring"].forget()
    report = upgraded.seal()
    assert report["ok"]
    assert report["erased"] >= 3
    assert open_words(upgraded.url) == []
    with upgraded.session() as session:
        measure = session.get_one(Measure, row_id)
        assert (measure.raw, measure.remark, measure.parameters) == (None, None, None)


def test_the_trail_says_who_was_touched_and_repeats_no_word(on_sqlite: Landed) -> None:
    plant(on_sqlite)
    on_sqlite.seal()
    with on_sqlite.session(TrailPurpose.TRAIL_VERIFICATION) as session:
        keyring = session.info["keyring"]
        sealing = session.scalars(
            sa.select(Entry).where(Entry.act == TrailAct.WORDS_SEALED.value)
        ).all()
        cases = set(session.scalars(sa.select(Case.id)))
        assert cases <= {entry.root_id for entry in sealing}
        for entry in sealing:
            line = decode(bytes(entry.body))
            raw = keyring.open_detail(
                session,
                line.detail_key_id,
                "acts.detail",
                line.seq.to_bytes(8, "big"),
                line.detail,
            )
            assert PLANTED.encode() not in raw
            assert entry.root_id is None or json.loads(raw)["changes"]


def test_the_worker_asks_for_it_once_and_does_it(on_sqlite: Landed) -> None:
    plant(on_sqlite)
    machinery.waker()
    machinery.waker()
    with on_sqlite.session(JobPurpose.JOBS) as session:
        assert session.scalars(sa.select(Job.state)).all() == [State.QUEUED]
    assert work_off(session_factory()) == 1
    assert open_words(on_sqlite.url) == []
    assert in_files(on_sqlite.home) == set()
    with on_sqlite.session(JobPurpose.JOBS) as session:
        job = session.scalars(sa.select(Job)).one()
        assert (job.state, job.done) == (State.DONE, job.total)
        assert job.result is not None
        assert job.result["left"] == 0
    machinery.waker()
    with on_sqlite.session(JobPurpose.JOBS) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Job)) == 1


def test_a_reader_who_holds_the_log_open_is_told_of(on_sqlite: Landed, monkeypatch: Any) -> None:
    """The control of the search: while somebody reads, the words may stay in the log."""
    plant(on_sqlite)
    monkeypatch.setattr("caseflow.audit.file_compaction.PATIENCE", 1)
    monkeypatch.setattr("caseflow.crypto.shredding.PATIENCE", 10)
    with engine().connect() as reading:
        reading.exec_driver_sql("SELECT count(*) FROM instance_marks").scalar_one()
        ran = on_sqlite.app.test_cli_runner().invoke(args=["seal", "--json"])
    assert ran.exit_code == 1
    assert json.loads(ran.output)["log_emptied"] is False
    assert on_sqlite.seal()["ok"]
    assert in_files(on_sqlite.home) == set()
