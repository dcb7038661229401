"""A long list is looked up by several processes, and answered as if by one."""

from __future__ import annotations

import os

import pytest
import sqlalchemy as sa

from caseflow.audit.models import Entry
from caseflow.errors import NotReady
from caseflow.screening import batch
from caseflow.screening.index import STATE
from tests.screening.test_commands import people as people  # noqa: PLC0414 - a fixture
from tests.screening.test_commands import rows, run

NAMES = ("Elena Duarte", "Nobody Atall", "Olga Petrenko", "", "Jun Watanabe")


@pytest.fixture
def asked(tmp_path):
    path = tmp_path / "asked.csv"
    lines = [f"q{n},{NAMES[n % len(NAMES)]},1984-07-04" for n in range(40)]
    path.write_text("query,name,date_of_birth\n" + "\n".join([*lines, ",Quite,"]), "utf-8")
    return path


@pytest.fixture
def small_parts(monkeypatch):
    monkeypatch.setattr(batch, "PART", 3)


def who_worked(monkeypatch, tmp_path):
    """Note which process looked each part up."""
    folder = tmp_path / "processes"
    folder.mkdir()
    look_up = batch.look_up

    def noting(factory, part, asking):
        (folder / str(os.getpid())).touch()
        return look_up(factory, part, asking)

    monkeypatch.setattr(batch, "look_up", noting)
    return folder


@pytest.mark.parametrize("processors", [1, 2])
def test_the_answers_are_the_same_and_in_order_however_many_work(
    office, people, asked, tmp_path, monkeypatch, small_parts, processors
):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: set(range(processors)))
    worked = who_worked(monkeypatch, tmp_path)
    run(office, "load", people)
    done = run(office, "batch", asked, tmp_path / "out.csv")
    assert done.exit_code == 3, done.output
    assert "40 candidates looked up, 1 rows" in done.output
    assert "line 42: there is no query" in done.stderr
    found = rows(tmp_path / "out.csv")
    assert list(dict.fromkeys(row["query"] for row in found)) == [f"q{n}" for n in range(40)]
    assert {row["ref"] for row in found if row["query"] == "q35"} >= {"T-1"}
    pids = {int(path.name) for path in worked.iterdir()}
    assert (pids == {os.getpid()}) if processors == 1 else (os.getpid() not in pids)
    with office.house.factory() as session:
        noted = session.scalars(sa.select(Entry).where(Entry.act == "inquiry:made")).all()
    assert len(noted) == 2, "before anybody is looked up, and at the end"


def test_a_refusal_in_another_process_is_told_and_no_file_is_left(
    office, people, asked, tmp_path, small_parts
):
    run(office, "load", people)
    with office.house.system() as session:
        session.execute(sa.update(STATE).values(version=1))
        session.commit()
    done = run(office, "batch", asked, tmp_path / "out.csv")
    assert done.exit_code == 1
    assert "being made ready" in done.stderr
    assert not list(tmp_path.glob("out.csv*"))


def test_what_was_found_before_a_run_ended_early_is_listed(
    office, people, tmp_path, monkeypatch, small_parts
):
    source, listed = tmp_path / "asked.csv", tmp_path / "problems.csv"
    lines = ["q0,too,many,fields", *(f"q{n},Elena Duarte,1984" for n in range(1, 40))]
    source.write_text("\n".join(["query,name,date_of_birth", *lines]), "utf-8")
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: {0})
    look_up = batch.look_up

    def ending(factory, part, asking):
        if any(row.values.get("query") == "q30" for row in part):
            raise NotReady("ended early")
        return look_up(factory, part, asking)

    monkeypatch.setattr(batch, "look_up", ending)
    done = run(office, "batch", source, tmp_path / "out.csv", "--problems", listed)
    assert (done.exit_code, "ended early" in done.stderr) == (1, True)
    assert [(row["line"], row["reference"]) for row in rows(listed)] == [("2", "q0")]


def test_a_process_that_is_stopped_is_told_and_no_file_is_left(
    office, people, asked, tmp_path, monkeypatch, small_parts
):
    here = os.getpid()
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: {0, 1})
    monkeypatch.setattr(batch, "look_up", lambda *_given: os.getpid() == here or os._exit(9))
    run(office, "load", people)
    done = run(office, "batch", asked, tmp_path / "out.csv")
    assert done.exit_code == 1
    assert "was stopped" in done.stderr
    assert not list(tmp_path.glob("out.csv*"))
