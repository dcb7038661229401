"""Files are checked for harmful programs where a scanner is named; what is harmful stays put."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
import sqlalchemy as sa

from caseflow.errors import NotReady
from caseflow.jobs.models import Job
from caseflow.jobs.services import run, take
from caseflow.matters.models import File, FileState
from caseflow.matters.services.file_scans import SCAN, ask_again, is_left
from caseflow.scanner import Scanner, Verdict
from tests.matters.test_files import fetched, judged, listed, put
from tests.support.clamd import HARMFUL, LIMIT, scanning
from tests.support.house import NOW
from tests.victims.conftest import place  # noqa: F401 - a fixture


@pytest.fixture
def folder():
    """A folder with a short path: that of a socket has 107 bytes at most (unix(7))."""
    with tempfile.TemporaryDirectory(prefix="cf-scan-") as made:
        yield Path(made)


@pytest.fixture
def scanner(folder):
    with scanning(folder / "s.sock") as address:
        yield Scanner(address)


@pytest.fixture
def scanned(place, scanner):  # noqa: F811
    """The place, with a scanner."""
    place.house.info["scanner"] = scanner
    return place


def work(place):  # noqa: F811
    """Do the jobs that wait; how they ended."""
    ended = []
    while True:
        with place.house.system() as session:
            job = take(session, now=NOW)
            if job is None:
                return ended
            session.commit()
            run(session, job, now=lambda: NOW)
            ended.append((job.kind, job.state.value))


def test_the_scanner_says_what_it_is_asked(scanner, folder):
    assert scanner.is_there()
    assert scanner.scan([b"fine"]) is Verdict.CLEAN
    assert scanner.scan([b"so ", HARMFUL[:9], HARMFUL[9:], b"!"]) is Verdict.INFECTED
    assert scanner.scan(bytes(1_000_000) for _ in range(LIMIT // 1_000_000 + 5)) is (
        Verdict.TOO_LARGE
    )
    nobody = Scanner(str(folder / "nobody.sock"))
    assert not nobody.is_there()
    with pytest.raises(OSError):
        nobody.scan([b"fine"])
    with pytest.raises(OSError):
        Scanner("127.0.0.1:1").scan([b"fine"])


def test_a_file_waits_for_the_scanner_and_is_handed_out_once_it_is_clean(scanned, code):
    made = put(scanned, code, b"fine", "a.txt")
    assert listed(scanned, code)[0].state is FileState.WAITING
    with pytest.raises(NotReady, match="being checked"):
        fetched(scanned, code, made)
    assert work(scanned) == [(SCAN, "done")]
    (line,) = listed(scanned, code)
    assert line.state is FileState.CLEAN
    assert fetched(scanned, code, made).content == b"fine"
    assert judged(scanned) == []


def test_a_harmful_file_is_kept_and_never_handed_out(scanned, code):
    made = put(scanned, code, b"see: " + HARMFUL, "a.txt")
    work(scanned)
    (line,) = listed(scanned, code)
    assert line.state is FileState.INFECTED
    assert not line.drawn
    for _again in range(2):
        with pytest.raises(NotReady, match="never handed out"):
            fetched(scanned, code, made)
    del scanned.house.info["scanner"]
    with pytest.raises(NotReady, match="never handed out"):
        fetched(scanned, code, made)


def test_what_is_too_large_for_the_scanner_says_so_and_is_handed_out(scanned, code):
    content = bytes(LIMIT + 5)
    made = put(scanned, code, content, "a.bin")
    work(scanned)
    assert listed(scanned, code)[0].state is FileState.TOO_LARGE
    assert b"".join(fetched(scanned, code, made).chunks) == content


def test_files_from_before_the_scanner_are_checked_too(place, code, scanner):  # noqa: F811
    made = put(place, code, HARMFUL, "a.txt")
    assert listed(place, code)[0].state is FileState.UNCHECKED
    assert fetched(place, code, made).content == HARMFUL
    with place.house.system() as session:
        assert not is_left(session)
    place.house.info["scanner"] = scanner
    with pytest.raises(NotReady, match="being checked"):
        fetched(place, code, made)
    with place.house.system() as session:
        assert is_left(session)
        ask_again(session, now=NOW)
        ask_again(session, now=NOW)
        assert session.scalar(sa.select(sa.func.count(Job.id))) == 1
    assert work(place) == [(SCAN, "done")]
    assert listed(place, code)[0].state is FileState.INFECTED


def test_while_the_scanner_is_away_files_wait_and_are_asked_for_again(place, code, folder):  # noqa: F811
    place.house.info["scanner"] = Scanner(str(folder / "away.sock"))
    put(place, code, b"fine", "a.txt")
    assert work(place)[-1] == (SCAN, "failed")
    assert listed(place, code)[0].state is FileState.WAITING
    with scanning(folder / "away.sock"):
        with place.house.system() as session:
            ask_again(session, now=NOW)
        assert work(place)[-1] == (SCAN, "done")
    assert listed(place, code)[0].state is FileState.CLEAN


def test_a_spoilt_file_stops_nobody_else_from_being_checked(scanned, code):
    spoilt = put(scanned, code, b"spoilt", "a.txt")
    folder = scanned.house.info["file_storage"].folder
    (path,) = (each for each in folder.rglob("*") if each.is_file())
    path.write_bytes(b"x")
    put(scanned, code, b"fine", "b.txt")
    assert work(scanned)[-1] == (SCAN, "done")
    with scanned.house.system() as session:
        states = dict(session.execute(sa.select(File.id, File.state)).all())
    assert states.pop(spoilt) is FileState.WAITING
    assert set(states.values()) == {FileState.CLEAN}
