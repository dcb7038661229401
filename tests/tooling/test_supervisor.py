"""The web server and the job worker live and end together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.processes import die_with_parent, end

CHECKOUT = Path(__file__).parents[2]
PROGRAM = """
import os, sys
from pathlib import Path
from caseflow.start.supervisor import Child, supervise
web = Child("web server", [sys.executable, "-c", sys.argv[2]], vital=True)
worker = Child("job worker", [sys.executable, "-c", sys.argv[3]], pause=0.1, after=0.5)
sys.exit(supervise([web, worker], cwd=Path("."), environment={**os.environ, "OUT": sys.argv[1]},
                   keep_open=(), grace=2))
"""
NOTE = "import os; open(os.environ['OUT'], 'a').write(f'NAME {os.getpid()}\\n')\n"
STAY = "import time\ntime.sleep(60)\n"
DEAF = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"


def program(name, then):
    return NOTE.replace("NAME", name) + then


@pytest.fixture
def supervised(tmp_path):
    out = tmp_path / "out"
    out.touch()
    started = []

    def start(web, worker):
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(out), program("web", web), program("job", worker)],
            cwd=CHECKOUT,
            preexec_fn=die_with_parent(),
        )
        started.append(process)
        return process

    yield start, out
    for process in started:
        end(process)


def notes(out, name):
    return [int(line.split()[1]) for line in out.read_text().splitlines() if line.startswith(name)]


def until(condition, within=15):
    limit = time.monotonic() + within
    while time.monotonic() < limit:
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen in time")


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_one_signal_ends_everything(supervised, number):
    start, out = supervised
    process = start(STAY, STAY)
    until(lambda: notes(out, "web") and notes(out, "job"))
    process.send_signal(number)
    assert process.wait(10) == 0
    assert not alive(notes(out, "web")[0])
    assert not alive(notes(out, "job")[0])


def test_the_worker_waits_until_the_web_server_had_its_start(supervised):
    start, out = supervised
    start(STAY, STAY)
    until(lambda: notes(out, "job"))
    assert out.read_text().splitlines()[0].startswith("web")


def test_a_worker_that_ends_is_started_again(supervised):
    start, out = supervised
    process = start(STAY, "")
    until(lambda: len(notes(out, "job")) >= 3)
    assert len(notes(out, "web")) == 1
    assert process.poll() is None


def test_a_web_server_that_ends_ends_the_worker(supervised):
    start, out = supervised
    process = start("import sys, time\ntime.sleep(1)\nsys.exit(7)\n", STAY)
    assert process.wait(15) == 7
    assert not alive(notes(out, "job")[0])


def test_a_child_that_does_not_listen_is_killed_when_its_time_is_up(supervised):
    start, out = supervised
    process = start(DEAF + STAY, STAY)
    until(lambda: notes(out, "web") and notes(out, "job"))
    time.sleep(0.3)
    process.terminate()
    assert process.wait(10) == 0
    assert not alive(notes(out, "web")[0])


def test_children_end_when_the_supervisor_is_killed(supervised):
    start, out = supervised
    process = start(STAY, STAY)
    until(lambda: notes(out, "web") and notes(out, "job"))
    process.kill()
    process.wait()
    until(lambda: not alive(notes(out, "web")[0]) and not alive(notes(out, "job")[0]))
