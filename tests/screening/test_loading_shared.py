"""A set is read by several processes and written by one: the same comes of it, however many."""

from __future__ import annotations

import os

import pytest
import sqlalchemy as sa

from caseflow.names import reader
from caseflow.screening import set_commands
from caseflow.screening.index import COUNTED
from caseflow.screening.models import RegisterEntry, RegisterOwner, RegisterToken
from caseflow.screening.services import loading
from tests.screening.test_commands import run

HEADER = "ref,name,aliases,date_of_birth,nationality,gender,id_numbers"
MIDDLE = ("Sofia", "Rosa", "Amara", "Beatriz", "Carla", "Dalia", "Estela", "Flora", "Greta", "Ada")
ROWS = [f"S-{n},Elena {word} Duarte,,1984-07-{n + 1:02d},PT,F," for n, word in enumerate(MIDDLE)]
ODD = ["S-3,Somebody Else,,,,,", "S-90,,,,,,", ",Nobody,,,,,"]
REFS = [f"S-{n}" for n in range(len(ROWS))]


@pytest.fixture
def register(tmp_path):
    path = tmp_path / "register.csv"
    path.write_text("\n".join([HEADER, *ROWS, *ODD]), "utf-8")
    return path


@pytest.fixture
def small_parts(monkeypatch):
    monkeypatch.setattr(set_commands, "AT_ONCE", 3)


def refs_held(office):
    with office.house.system() as session:
        return list(session.scalars(sa.select(RegisterEntry.ref).order_by(RegisterEntry.ref)))


@pytest.mark.parametrize("processors", [1, 2])
def test_the_same_goes_in_and_the_same_is_refused(
    office, register, monkeypatch, tmp_path, small_parts, processors
):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: set(range(processors)))
    pids = tmp_path / "pids"
    pids.mkdir()
    read_rows = loading.read_rows

    def noting(keyring, part, how):
        (pids / str(os.getpid())).touch()
        return read_rows(keyring, part, how)

    monkeypatch.setattr(loading, "read_rows", noting)
    done = run(office, "load", register)
    assert done.exit_code == 3, done.output
    assert "10 published, 3 rejected" in done.output
    told = [line.split(":")[0] for line in done.stderr.splitlines()]
    assert told == ["line 12 (S-3)", "line 13 (S-90)", "line 14"]
    worked = {int(path.name) for path in pids.iterdir()}
    assert (worked == {os.getpid()}) if processors == 1 else (os.getpid() not in worked)
    assert refs_held(office) == REFS
    with office.house.system() as session:
        owners = session.execute(sa.select(RegisterOwner.id, RegisterOwner.carries)).all()
        carries = [carried for _number, carried in owners]
        tokens = session.scalar(sa.select(sa.func.count()).select_from(RegisterToken))
    assert len(set(carries)) == len(ROWS)
    assert sum(map(len, carries)) == tokens * 4
    assert all(number % COUNTED == len(carried) // 4 for number, carried in owners)
    query = tmp_path / "asked.csv"
    query.write_text("query,name,date_of_birth\nq,Elena Beatriz Duarte,1984-07-04\n", "utf-8")
    assert run(office, "batch", query, tmp_path / "out.csv").exit_code == 0
    assert "\nq,1,S-3," in (tmp_path / "out.csv").read_text("utf-8").replace("\r", "")


def test_a_process_that_is_stopped_is_told_and_the_rest_goes_in_the_next_time(
    office, register, monkeypatch, small_parts
):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: {0, 1})
    here, read = os.getpid(), reader.read

    def dying(text):
        if "Flora" in text and os.getpid() != here:
            os._exit(9)
        return read(text)

    with monkeypatch.context() as patched:
        patched.setattr(reader, "read", dying)
        done = run(office, "load", register)
    assert done.exit_code == 1
    assert "was stopped" in done.stderr
    before = refs_held(office)
    assert len(before) < len(ROWS)
    again = run(office, "load", register)
    assert f"{len(ROWS) - len(before)} published" in again.output
    assert refs_held(office) == REFS
