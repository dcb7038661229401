"""Starting an instance as `make run` does, and waiting for what it says."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.processes import die_with_parent, end
from tests.support.server import CHECKOUT, Server, environment, wait_ready

SERVES = re.compile(r"CaseFlow serves http://127\.0\.0\.1:(\d+) ")
FIRST_START_WITHIN = 180.0


@dataclass
class Started:
    """A start: its process, what it printed, and how many seconds it took to serve."""

    server: Server
    seconds: float

    @property
    def said(self) -> str:
        """Everything printed so far."""
        return self.server.said()


def launch(home: Path, **more: str) -> tuple[subprocess.Popen[bytes], Path]:
    """Begin a start on a free port."""
    log = Path(tempfile.mkstemp(prefix="cf-start-", suffix=".log")[1])
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "caseflow.start"],
            cwd=CHECKOUT,
            env=environment(home, **{"PORT": "0", **more}),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
            preexec_fn=die_with_parent(),
        )
    return process, log


def wait_served(home: Path, process: subprocess.Popen[bytes], log: Path, began: float) -> Started:
    """Wait until the instance answers; AssertionError with what it said when it does not."""
    until = began + FIRST_START_WITHIN
    while time.monotonic() < until:
        said = SERVES.search(log.read_text(errors="replace"))
        if said:
            server = Server(home, int(said[1]), process, log)
            wait_ready(server)
            return Started(server, time.monotonic() - began)
        if process.poll() is not None:
            break
        time.sleep(0.02)
    raise AssertionError(f"it did not serve: {log.read_text(errors='replace')}")


@contextmanager
def started(home: Path, **more: str) -> Iterator[Started]:
    """An instance that serves, ended afterwards."""
    began = time.monotonic()
    process, log = launch(home, **more)
    try:
        yield wait_served(home, process, log, began)
    finally:
        end(process)
        log.unlink(missing_ok=True)


def refused(home: Path, **more: str) -> str:
    """What a start says that must not come to serve; its exit status has to be 1."""
    process, log = launch(home, **more)
    try:
        status = process.wait(60)
        said = log.read_text(errors="replace")
        assert status == 1, said
        return said
    finally:
        end(process)
        log.unlink(missing_ok=True)
