"""How long people wait for the first page when an instance starts again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from urllib.request import urlopen

from bench.homes import CHECKOUT, environment
from bench.results import Figure

LONGEST = 60.0


def starting(home: Path, *, times: int) -> list[Figure]:
    """Start the instance so many times as `make run` does, after one that is not counted."""
    waited = [start(home) for _each in range(times + 1)][1:]
    return [
        Figure("start again: until a page is served", median(waited), "s", "< 4"),
        Figure("start again: the slowest", max(waited), "s"),
        Figure("the program is loaded and set up, CPU", loading(home, times), "s"),
    ]


def start(home: Path) -> float:
    """Seconds from the command to the first answer. Raises RuntimeError when none comes."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "caseflow.start"],
        cwd=CHECKOUT,
        env={**environment(home), "PORT": str(port)},
        stdout=subprocess.DEVNULL,
    )
    try:
        while not answers(port):
            if process.poll() is not None or time.monotonic() - began > LONGEST:
                raise RuntimeError("the instance does not start")
            time.sleep(0.02)
        return time.monotonic() - began
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(LONGEST)


def answers(port: int) -> bool:
    """Whether the sign-in page is served."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/sign-in", timeout=LONGEST) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def loading(home: Path, times: int) -> float:
    """CPU seconds of a process that loads the program and does nothing."""
    done = []
    for _each in range(times):
        before = os.times()
        subprocess.run(
            [sys.executable, "-c", "import wsgi"], cwd=CHECKOUT, env=environment(home), check=True
        )
        after = os.times()
        done.append(
            after.children_user
            + after.children_system
            - before.children_user
            - before.children_system
        )
    return median(done)
