"""The real web server on a home of its own, on a free loopback port, ended by its process id."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from caseflow.start.serving import listen, web_command
from config import Config, load
from tests.support.processes import die_with_parent, end

CHECKOUT = Path(__file__).parents[2]
READY_WITHIN = 60.0
OURS = ("CASEFLOW_", "DATABASE_URL", "PORT", "FLASK_", "GUNICORN_")


class NotServing(RuntimeError):
    """The server did not come up; the message holds what it said."""


def environment(home: Path, **more: str) -> dict[str, str]:
    """This process's environment without anything that could point at another instance."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return {**kept, "CASEFLOW_HOME": str(home), **more}


def flask(home: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """A `flask` command on a home, with nothing but `CASEFLOW_HOME` to go by."""
    return subprocess.run(
        [sys.executable, "-m", "flask", *words],
        cwd=CHECKOUT,
        env=environment(home, **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


@dataclass
class Server:
    """A server that answers: `url("/cases")` is where."""

    home: Path
    port: int
    process: subprocess.Popen[bytes]
    log: Path

    def url(self, path: str = "/") -> str:
        """The address of a page."""
        return f"http://127.0.0.1:{self.port}{path}"

    def said(self) -> str:
        """What the server wrote so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def stop(self) -> int:
        """End it in order; returns its exit status."""
        return end(self.process)


@contextmanager
def serving(
    home: Path, extra: Mapping[str, str] | None = None, command: list[str] | None = None
) -> Iterator[Server]:
    """The real server over a prepared home, with the same command as `make run`.

    The socket is opened here and handed over, so nobody else can be listening on it.
    `command` puts another program behind the socket; `{fd}` in it is the socket's number.
    """
    environ = environment(home, **(extra or {}))
    config = load(environ)
    listening = listen(0)
    log = Path(tempfile.mkstemp(prefix="cf-server-", suffix=".log")[1])
    number = listening.fileno()
    words = [word.replace("{fd}", str(number)) for word in command or _command(config, number)]
    with log.open("wb") as out:
        process = subprocess.Popen(
            words,
            cwd=CHECKOUT,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            pass_fds=(number,),
            start_new_session=True,
            preexec_fn=die_with_parent(),
        )
    server = Server(home, listening.getsockname()[1], process, log)
    listening.close()
    try:
        wait_ready(server)
        yield server
    finally:
        server.stop()
        log.unlink(missing_ok=True)


def _command(config: Config, number: int) -> list[str]:
    return web_command(config, number)


def wait_ready(server: Server) -> None:
    """Wait until `/healthz` answers; raises NotServing with the log when it does not."""
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until and server.process.poll() is None:
        try:
            with urllib.request.urlopen(server.url("/healthz"), timeout=5) as answer:
                json.load(answer)
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    raise NotServing(f"no answer from {server.url('/healthz')}:\n{server.said()}")
