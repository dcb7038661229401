"""Keeping a few child processes alive, and ending them all at one signal."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

TICK = 0.2
LONGEST_PAUSE = 30.0
PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One process to keep; when a vital one ends, everything ends."""

    name: str
    command: Sequence[str]
    vital: bool = False
    process: subprocess.Popen[bytes] | None = None
    pause: float = 1.0
    after: float = 0.0  # seconds to wait before the first start
    again_at: float = 0.0

    def start(self, **options: Any) -> None:
        """Start it in a process group of its own, so that only we signal it."""
        self.process = subprocess.Popen(
            self.command, stdin=subprocess.DEVNULL, start_new_session=True, **options
        )

    def ended(self) -> bool:
        """Whether it was started and has ended."""
        return self.process is not None and self.process.poll() is not None


def supervise(
    children: Sequence[Child],
    *,
    cwd: Path,
    environment: Mapping[str, str],
    keep_open: tuple[int, ...],
    grace: float,
) -> int:
    """Run the children until TERM or INT, or until a vital one ends; returns the exit status.

    A child that is not vital is started again, after a pause that doubles up to half a minute.
    `grace` is how many seconds they have to end before they are killed.
    """
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    options = {
        "cwd": cwd,
        "env": dict(environment),
        "pass_fds": keep_open,
        "preexec_fn": _end_with(os.getpid()),  # this process has one thread
    }
    try:
        for child in children:
            if child.after:
                child.again_at = time.monotonic() + child.after
            else:
                child.start(**options)
        while not stop.wait(TICK):
            for child in children:
                if child.ended() and child.vital:
                    return child.process.returncode or 1 if child.process else 1
                if child.ended() or child.process is None:
                    _again(child, options)
    finally:
        end(children, grace)
    return 0


def _again(child: Child, options: Mapping[str, Any]) -> None:
    now = time.monotonic()
    if not child.again_at:
        print(f"The {child.name} ended; it starts again in {child.pause:.0f} s.", file=sys.stderr)
        child.again_at = now + child.pause
        child.pause = min(child.pause * 2, LONGEST_PAUSE)
    elif now >= child.again_at:
        child.again_at = 0.0
        child.start(**options)


def end(children: Sequence[Child], grace: float) -> None:
    """Ask every child to end, and kill those that have not when the time is up."""
    running = [child.process for child in children if child.process and not child.ended()]
    for process in running:
        process.terminate()
    until = time.monotonic() + grace
    for process in running:
        try:
            process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _end_with(parent: int) -> Callable[[], None] | None:
    """Have the kernel end a child when we are killed outright (Linux only)."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)

    def ask() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGTERM)

    return ask
