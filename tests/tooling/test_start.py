"""One command makes an instance and serves it; the next start finds everything as it was."""

from __future__ import annotations

import json
import re
import socket
import stat
import time
import urllib.request

import psutil
import pytest

from tests.support.processes import end
from tests.support.server import flask
from tests.support.starting import launch, refused, started, wait_served

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home that two starts at once have prepared."""
    return tmp_path_factory.mktemp("instance") / "home"


@pytest.fixture(scope="module")
def first(home):
    """What two starts at the same moment, on a home that did not exist, said and left."""
    began = time.monotonic()
    launched = [launch(home) for _ in range(2)]
    try:
        said = []
        for process, log in launched:
            start = wait_served(home, process, log, began)
            said.append(start.said)
    finally:
        for process, log in launched:
            end(process)
            log.unlink()
    return said


def test_two_first_starts_prepare_once(first):
    laid_in = [said for said in first if "Laying in demonstration data" in said]
    assert len(laid_in) == 1


def test_it_prints_who_can_sign_in_as_what(first, home):
    password = (home / "demo-password").read_text().strip()
    for said in first:
        assert password in said
        for name in ("officer", "recruiter", "auditor", "administrator", "officer-2"):
            assert re.search(rf"^  {name} +\S", said, re.MULTILINE), name


def test_the_home_and_all_in_it_are_the_owners_alone(first, home):
    open_to_others = [
        path for path in (home, *home.rglob("*")) if stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    assert open_to_others == []


def test_a_second_start_lays_in_nothing(first, home):
    users = (home / "demo-users.json").stat().st_mtime_ns
    with started(home) as again:
        assert "Laying in" not in again.said
    assert (home / "demo-users.json").stat().st_mtime_ns == users


def kinds(supervisor):
    """How many processes of each kind run: a server with two workers, and a job worker."""
    commands = [" ".join(one.cmdline()) for one in supervisor.children(recursive=True)]
    return {kind: sum(kind in one for one in commands) for kind in ("gunicorn", "jobs work")}


def wait_for(condition, within=15.0):
    until = time.monotonic() + within
    while not condition():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.05)


def test_another_password_is_refused_while_the_home_is_served(first, home):
    with started(home):
        said = refused(home, CASEFLOW_DEMO_PASSWORD="another pass phrase")
    assert "is being served by another process" in said
    assert "CaseFlow serves" not in said
    assert (home / "demo-password").read_text().strip() != "another pass phrase"


def test_one_signal_ends_web_server_workers_and_job_worker(first, home):
    with started(home) as running:
        supervisor = psutil.Process(running.server.process.pid)
        wait_for(lambda: kinds(supervisor) == {"gunicorn": 3, "jobs work": 1})
        family = supervisor.children(recursive=True)
        assert running.server.stop() == 0
    _gone, alive = psutil.wait_procs(family, timeout=10)
    assert alive == []


def test_only_this_machine_is_served(first, home):
    with started(home) as running:
        served = psutil.Process(running.server.process.pid).net_connections("tcp")
        listening = {one.laddr.ip for one in served if one.status == psutil.CONN_LISTEN}
        assert listening == {"127.0.0.1"}
        with urllib.request.urlopen(running.server.url("/healthz"), timeout=5) as answer:
            assert json.load(answer)


def test_a_command_needs_no_more_than_the_home(first, home):
    done = flask(home, "audit", "verify", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["ok"] is True


def test_a_demonstration_never_becomes_production(first, home):
    settings = home / "settings.toml"
    kept = settings.read_text()
    settings.write_text(kept.replace('"demo"', '"production"'))
    try:
        said = refused(home)
        assert "holds demonstration data" in said
        assert "Traceback" not in said
        assert "Debug is on" in refused(home, FLASK_DEBUG="1")
    finally:
        settings.write_text(kept)


def test_lost_keys_are_not_replaced_in_silence(first, home):
    keys = (home / "keys").rename(home / "lost")
    try:
        assert "restore them from the backup" in refused(home)
        assert not (home / "keys").exists()
    finally:
        (home / "lost").rename(keys.with_name("keys"))


def test_a_port_that_is_taken_is_named(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = refused(tmp_path / "home", PORT=str(port))
    assert f"Port {port}" in said
    assert "PORT=" in said


def test_a_bad_setting_stops_the_start_with_a_sentence(tmp_path):
    (tmp_path / "settings.toml").write_text('mode = "test"')
    said = refused(tmp_path)
    assert "settings.toml: mode: must be" in said
    assert "Traceback" not in said


def test_an_unmigrated_production_is_refused(tmp_path):
    (tmp_path / "settings.toml").write_text('mode = "production"')
    (tmp_path / "settings.toml").chmod(0o600)
    said = refused(tmp_path)
    assert "flask db upgrade" in said
    assert "Traceback" not in said


def test_a_database_that_does_not_answer_is_told(tmp_path):
    said = refused(tmp_path, DATABASE_URL=f"postgresql://x@/x?host={tmp_path}")
    assert "PostgreSQL does not answer" in said
    assert "Traceback" not in said
