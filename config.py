"""One instance's configuration: its home folder, the environment, and what production refuses.

The mode and the settings of an instance live in its home (`settings.toml`), so that any command
with `CASEFLOW_HOME` alone works on it as it is. This file imports little besides the standard
library: starting reads it before anything else is loaded.
"""

from __future__ import annotations

import os
import re
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from caseflow.days import DEFAULT_ZONE, zones
from caseflow.start.proxy_setting import read_proxies

SETTINGS = "settings.toml"
DEFAULT_HOME = "instance"
DEFAULT_PORT = 8000
DEFAULT_WORKERS = 2
POSTGRESQL = re.compile(r"^postgres(ql)?(\+psycopg)?://")


class Mode(StrEnum):
    """What an instance is for; production refuses what is only fit for showing."""

    DEMO = "demo"
    PRODUCTION = "production"


class ConfigError(ValueError):
    """A setting that cannot be used: the message names the file, the key and what is wrong."""

    def __init__(self, place: str, key: str, wrong: str) -> None:
        super().__init__(f"{place}: {key}: {wrong}")


@dataclass(frozen=True)
class Mail:
    """How mail leaves; without a server it is laid into the folder `mail` of the home."""

    server: str | None
    port: int
    sender: str
    encryption: str  # "starttls", "tls" or "none"
    user: str | None
    password: str | None = field(repr=False)


ENCRYPTIONS = ("starttls", "tls", "none")


@dataclass(frozen=True)
class Config:
    """Everything an instance is told from outside; paths are absolute."""

    home: Path
    mode: Mode
    database_url: str = field(repr=False)  # may hold a password
    port: int  # 0 lets the system choose a free one
    workers: int
    keys: Path
    files: Path
    jobs_database: Path
    time_zone: str  # in which the organisation's days begin and end
    trusted_proxies: tuple[str, ...] | None  # addresses and networks; None: nothing was said
    proxy_hops: int
    debug: bool
    demo_password: str | None = field(repr=False)
    mail: Mail
    clamav: str | None = None  # the socket of a scanner for harmful programs, a path or host:port

    @property
    def settings(self) -> Path:
        """The file in which the instance's mode and settings live."""
        return self.home / SETTINGS

    @property
    def overrides(self) -> Path:
        """The organisation's own tracks, lists and scales, laid over the shipped ones."""
        return self.home / "config"

    @property
    def trail_head(self) -> Path:
        """Where the signed head of the audit trail is kept, outside the database."""
        return self.home / "trail-head.txt"

    @property
    def on_sqlite(self) -> bool:
        """Whether the database is the embedded one."""
        return self.database_url.startswith("sqlite")

    @property
    def production(self) -> bool:
        """Whether this instance holds real matters."""
        return self.mode is Mode.PRODUCTION


SETTING_KINDS: dict[str, type] = {
    "mode": str,
    "database": str,
    "port": int,
    "workers": int,
    "keys": str,
    "files": str,
    "jobs_database": str,
    "time_zone": str,
    "mail_server": str,
    "mail_port": int,
    "mail_sender": str,
    "mail_encryption": str,
    "mail_user": str,
    "mail_password": str,
    "trusted_proxies": str,
    "proxy_hops": int,
    "clamav": str,
}
"""Every key `settings.toml` may hold; README.md explains each."""


def load(environ: Mapping[str, str]) -> Config:
    """The configuration of the instance that `CASEFLOW_HOME` names (default `./instance`).

    Reads only; raises ConfigError. The environment beats the file: `DATABASE_URL`, `PORT`.
    """
    home = Path(environ.get("CASEFLOW_HOME") or DEFAULT_HOME).absolute()
    settings = _read(home / SETTINGS)
    place = str(home / SETTINGS)
    return Config(
        home=home,
        mode=_mode(settings.get("mode", Mode.DEMO), place),
        database_url=_database(environ, settings, home),
        port=_port(environ, settings, place),
        workers=_within(settings.get("workers", DEFAULT_WORKERS), 1, 64, place, "workers"),
        keys=home / settings.get("keys", "keys"),
        files=home / settings.get("files", "files"),
        jobs_database=home / settings.get("jobs_database", "jobs.db"),
        time_zone=_zone(settings.get("time_zone", DEFAULT_ZONE), place),
        trusted_proxies=_proxies(settings.get("trusted_proxies"), place),
        proxy_hops=_within(settings.get("proxy_hops", 1), 1, 9, place, "proxy_hops"),
        debug=environ.get("FLASK_DEBUG", "").lower() not in {"", "0", "false", "no"},
        demo_password=_password(environ.get("CASEFLOW_DEMO_PASSWORD")),
        mail=_mail(settings, place),
        clamav=_scanner(settings.get("clamav"), place),
    )


def prepare(config: Config) -> None:
    """Make the home (0700) and its folders, and record mode and database in its settings (0600).

    Safe to repeat. What is recorded lets later commands do with `CASEFLOW_HOME` alone.
    """
    for folder in (config.home, config.files, config.overrides):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    config.home.chmod(0o700)
    known = _read(config.settings)
    text = config.settings.read_text(encoding="utf-8") if config.settings.exists() else ""
    wanted = text
    for key, value in (("mode", str(config.mode)), ("database", _recorded(config))):
        if known.get(key) != value:
            wanted = _with_key(wanted, key, value)
    if wanted != text:
        part = config.settings.with_suffix(".part")
        part.unlink(missing_ok=True)
        _write_new(part, wanted)
        part.replace(config.settings)


def refusals(config: Config) -> list[str]:
    """Why this instance must not start in production, one sentence each; empty in other modes."""
    if not config.production:
        return []
    secret = sorted(config.keys.rglob("*")) if config.keys.exists() else []
    found = []
    if config.debug:
        found.append("Debug is on: unset FLASK_DEBUG.")
    if config.demo_password is not None:
        found.append("CASEFLOW_DEMO_PASSWORD is set: production has no demonstration users.")
    if config.trusted_proxies is None:
        found.append(f'{config.settings}: set trusted_proxies to the proxies in front, or "none".')
    found += [
        f"Others may open {path}: take their permissions away (chmod go= …)."
        for path in (config.home, config.settings, config.keys, *secret)
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    if not secret:
        found.append(
            f"There are no keys in {config.keys}: restore them from the backup "
            "(a new instance gets its own from `flask db upgrade`)."
        )
    return found


def _read(path: Path) -> dict[str, Any]:
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ConfigError(str(path), "file", error.strerror or "cannot be read") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(str(path), "syntax", str(error)) from error
    for key, value in settings.items():
        kind = SETTING_KINDS.get(key)
        if kind is None:
            known = ", ".join(SETTING_KINDS)
            raise ConfigError(str(path), key, f"there is no such setting; there are: {known}")
        if type(value) is not kind or value == "":
            named = {str: "a text in quotes", int: "a whole number"}[kind]
            raise ConfigError(str(path), key, f"must be {named}, not {value!r}")
    return settings


def _mode(value: str, place: str) -> Mode:
    try:
        return Mode(value)
    except ValueError:
        raise ConfigError(place, "mode", f'must be "demo" or "production", not {value!r}') from None


def _database(environ: Mapping[str, str], settings: Mapping[str, Any], home: Path) -> str:
    """The database's address with its driver named and its path absolute."""
    if environ.get("DATABASE_URL"):
        url, place, key, base = environ["DATABASE_URL"], "environment", "DATABASE_URL", Path.cwd()
    else:
        url = settings.get("database", "sqlite:///caseflow.db")
        place, key, base = str(home / SETTINGS), "database", home
    if POSTGRESQL.match(url):
        return POSTGRESQL.sub("postgresql+psycopg://", url)
    if not url.startswith("sqlite:///"):
        scheme = urlsplit(url).scheme or "nothing"
        raise ConfigError(
            place, key, f"must begin with postgresql:// or sqlite:///, a file; not with {scheme}"
        )
    path = url.removeprefix("sqlite:///")
    if not path or path == ":memory:" or "?" in path:
        raise ConfigError(place, key, "SQLite needs a plain file here, to be kept between starts")
    return f"sqlite:///{base / path}"


def _port(environ: Mapping[str, str], settings: Mapping[str, Any], place: str) -> int:
    given = environ.get("PORT")
    if not given:
        return _within(settings.get("port", DEFAULT_PORT), 0, 65535, place, "port")
    if not (given.isascii() and given.isdigit()) or len(given) > 5:
        raise ConfigError("environment", "PORT", f"must be a number from 0 to 65535, not {given!r}")
    return _within(int(given), 0, 65535, "environment", "PORT")


def _mail(settings: Mapping[str, Any], place: str) -> Mail:
    encryption = settings.get("mail_encryption", ENCRYPTIONS[0])
    if encryption not in ENCRYPTIONS:
        known = ", ".join(ENCRYPTIONS)
        raise ConfigError(place, "mail_encryption", f"must be one of {known}, not {encryption!r}")
    user, password = settings.get("mail_user"), settings.get("mail_password")
    if (user is None) != (password is None):
        raise ConfigError(place, "mail_user", "goes with mail_password: set both or none")
    if user is not None and encryption == "none":
        raise ConfigError(place, "mail_encryption", "a password never leaves without encryption")
    server = settings.get("mail_server")
    if encryption == "none" and server is not None and not _is_here(server):
        wrong = "without encryption mail goes to a server on this machine only"
        raise ConfigError(place, "mail_encryption", wrong)
    return Mail(
        server=server,
        port=_within(settings.get("mail_port", 587), 1, 65535, place, "mail_port"),
        sender=settings.get("mail_sender", "caseflow@localhost"),
        encryption=encryption,
        user=user,
        password=password,
    )


def _scanner(address: str | None, place: str) -> str | None:
    if address is None or address.startswith("/"):
        return address
    host, _, port = address.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or not 0 < int(port) <= 65535:
        wrong = f'must be the path of a socket or "host:port", not {address!r}'
        raise ConfigError(place, "clamav", wrong)
    if not _is_here(host):
        wrong = "what is checked is confidential: the scanner must run on this machine"
        raise ConfigError(place, "clamav", wrong)
    return address


def _is_here(server: str) -> bool:
    """Whether a name or address of a server is this machine's own."""
    try:
        return ip_address(server).is_loopback
    except ValueError:
        return server == "localhost"


def _proxies(given: str | None, place: str) -> tuple[str, ...] | None:
    try:
        return read_proxies(given)
    except ValueError as error:
        raise ConfigError(place, "trusted_proxies", f'must be "none" or a list: {error}') from None


def _zone(name: str, place: str) -> str:
    if name != DEFAULT_ZONE and name not in zones():
        wrong = f'must be a time zone such as "Africa/Nairobi" or "UTC", not {name!r}'
        raise ConfigError(place, "time_zone", wrong)
    return name


def _within(value: int, low: int, high: int, place: str, key: str) -> int:
    if not low <= value <= high:
        raise ConfigError(place, key, f"must be a number from {low} to {high}, not {value}")
    return value


def _recorded(config: Config) -> str:
    """The address as the settings keep it: within the home, so that the home can be moved."""
    inside = f"sqlite:///{config.home}/"
    return config.database_url.replace(inside, "sqlite:///", 1)


def _password(given: str | None) -> str | None:
    if given and len(given) < 8:
        raise ConfigError("environment", "CASEFLOW_DEMO_PASSWORD", "needs 8 characters or more")
    return given or None


def _write_new(path: Path, text: str) -> None:
    """A file that only its owner may read, from its first byte on; never over another."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())


def _with_key(text: str, key: str, value: str) -> str:
    """Settings with one key set, everything else as its owner wrote it (there are no tables)."""
    quoted = value.replace("\\", "\\\\").replace('"', '\\"')
    line = f'{key} = "{quoted}"'
    changed, times = re.subn(rf"(?m)^{key}\s*=.*$", lambda _match: line, text)
    if times:
        return changed
    separator = "" if not text or text.endswith("\n") else "\n"
    return f"{text}{separator}{line}\n"
