"""Instances to measure on, each in a home of its own, made and worked by the real commands."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[1]
PASSWORD = "a pass phrase for measuring"  # noqa: S105 - of a home that is thrown away  # pragma: allowlist secret


@dataclass(frozen=True)
class Run:
    """What a command answered, and what it took: CPU and wall seconds, most memory in MB."""

    answer: dict[str, Any]
    cpu: float
    wall: float
    memory: float


def make_home(home: Path) -> Path:
    """A home with keys, every migration and the demonstration data, as `make run` makes it."""
    home.mkdir(parents=True)
    steps = "import os, config; from caseflow.start.__main__ import ready"
    run(home, "-c", f"{steps}; ready(config.load(os.environ))")
    return home


def flask(home: Path, *command: str) -> Run:
    """One command of `flask` on this home; with `--json` its answer."""
    return run(home, "-m", "flask", *command)


def run(home: Path, *command: str) -> Run:
    """One run of Python on this home. Raises RuntimeError with what it said when it failed."""
    began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    measured = [sys.executable, str(Path(__file__).with_name("memory.py")), *command]
    done = subprocess.run(
        measured, cwd=CHECKOUT, env=environment(home), capture_output=True, text=True, check=False
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in {0, 3}:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr[-2000:]}")
    _words, _, memory = done.stderr.rpartition("most memory: ")
    return Run(
        answer=json.loads(done.stdout) if "--json" in command else {},
        cpu=after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        wall=time.monotonic() - began,
        memory=float(memory),
    )


def environment(home: Path) -> dict[str, str]:
    """What a process on this home needs to know; compiled code is kept, as `make run` keeps it."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("CASEFLOW")}
    kept.pop("DATABASE_URL", None)
    if kept.pop("PYTHONDONTWRITEBYTECODE", None):
        kept.setdefault("PYTHONPYCACHEPREFIX", str(Path(sys.prefix) / "compiled"))
    return {**kept, "CASEFLOW_HOME": str(home), "CASEFLOW_DEMO_PASSWORD": PASSWORD}


def database(home: Path) -> Path:
    """The database of a home."""
    return next(path for path in home.iterdir() if path.suffix in {".db", ".sqlite", ".sqlite3"})
