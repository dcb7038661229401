"""The web server and the job worker, started together and ended together."""

from __future__ import annotations

import socket
import sys

from caseflow.start.home import CHECKOUT, NotStarted, surroundings
from caseflow.start.supervisor import Child, supervise
from caseflow.web.body_gate import THREADS
from config import Config

GRACE = 20
"""Seconds that requests under way are given to end."""
HEAD_START = 3.0
"""Seconds by which the job worker starts later: people wait for the page, not for it."""


def listen(port: int) -> socket.socket:
    """The listening socket, on this machine only; raises NotStarted when the port is taken."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
    except OSError as error:
        listening.close()
        raise NotStarted(
            f"Port {port} of this machine cannot be had ({error.strerror}): "
            "end the program that has it, or choose another with PORT=…"
        ) from error
    listening.listen(256)
    return listening


def web_command(config: Config, descriptor: int) -> list[str]:
    """How the web server is started on a socket that is already open."""
    return [
        *(sys.executable, "-m", "gunicorn", "wsgi:app"),
        *("--bind", f"fd://{descriptor}"),
        *("--workers", str(config.workers)),
        *("--worker-class", "gthread", "--threads", str(THREADS)),
        *("--preload", "--no-control-socket"),
        *("--config", "python:caseflow.start.gunicorn_hooks"),
        *("--graceful-timeout", str(GRACE), "--timeout", "60"),
        *("--log-level", "warning"),
    ]


def worker_command() -> list[str]:
    """How the embedded job worker is started."""
    return [sys.executable, "-m", "flask", "jobs", "work"]


def serve(config: Config, listening: socket.socket) -> int:
    """Serve until told to stop; returns the exit status."""
    web = Child("web server", web_command(config, listening.fileno()), vital=True)
    worker = Child("job worker", worker_command(), after=HEAD_START)
    return supervise(
        [web, worker],
        cwd=CHECKOUT,
        environment=surroundings(config),
        keep_open=(listening.fileno(),),
        grace=GRACE + 10,
    )
