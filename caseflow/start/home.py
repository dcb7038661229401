"""The instance's home: one starter at a time, keys made once, commands run in it."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from config import Config

CHECKOUT = Path(__file__).parents[2]
SERVED = "served.lock"


class NotStarted(RuntimeError):
    """The instance must not or cannot start; the message is for the person at the terminal."""


@contextmanager
def locked(config: Config) -> Iterator[None]:
    """Hold the home while preparing it, so that two starts at once seed and migrate once."""
    config.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (config.home / "start.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def served(config: Config) -> Iterator[None]:
    """Tell other starts that this home is being served, as long as this process lives."""
    with (config.home / SERVED).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield


def is_served(config: Config) -> bool:
    """Whether another process serves this home now."""
    with (config.home / SERVED).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def make_keys(config: Config, *, used: bool) -> None:
    """Make the instance's secrets at its first start.

    Raises NotStarted when they are gone although the database is in use: new keys would open
    nothing in it.
    """
    if config.keys.exists() and any(config.keys.iterdir()):
        return
    if used:
        raise NotStarted(
            f"The keys in {config.keys} are missing, and the database was sealed with them: "
            "restore them from the backup."
        )
    from caseflow.crypto.secrets import load_or_create

    load_or_create(config.keys)


def surroundings(config: Config) -> dict[str, str]:
    """The environment of what we start: this home, and compiled code kept between starts.

    Compiling takes a third of a start. Where the machine keeps no compiled files beside the
    source, they go into the environment's own folder.
    """
    environ = {**os.environ, "CASEFLOW_HOME": str(config.home)}
    if environ.pop("PYTHONDONTWRITEBYTECODE", None):
        environ.setdefault("PYTHONPYCACHEPREFIX", str(Path(sys.prefix) / "compiled"))
    return environ


def flask(config: Config, *words: str, environment: Mapping[str, str] | None = None) -> str:
    """Run a `flask` command on this home and return what it printed.

    Raises NotStarted with what the command said when it fails.
    """
    done = subprocess.run(
        [sys.executable, "-m", "flask", *words],
        cwd=CHECKOUT,
        env={**surroundings(config), **(environment or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip())[-4000:]
        raise NotStarted(f"`flask {' '.join(words)}` failed:\n{said}")
    return done.stdout


def write_private(path: Path, text: str) -> None:
    """Replace a file that only its owner may read."""
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(text)
    part.replace(path)
