"""Every command of `flask`, mounted in one place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from caseflow.access.acting import Purpose, system_session
from caseflow.accounts.passwords import Passwords
from caseflow.accounts.signing_in import Door
from caseflow.audit.acts import Act
from caseflow.audit.commands import audit_group
from caseflow.audit.record import record
from caseflow.crypto.commands import keys_group
from caseflow.crypto.keyring import Keyring
from caseflow.demo.commands import demo_group
from caseflow.doctor import doctor_command
from caseflow.imports.commands import import_group
from caseflow.jobs.commands import jobs_group
from caseflow.machinery import waker
from caseflow.reporting.commands import verify_command
from caseflow.screening.commands import screening_group
from caseflow.web.store import session_factory
from config import Config


@contextmanager
def opened(purpose: Purpose) -> Iterator[Session]:
    """A system session for a command."""
    with system_session(session_factory(), purpose) as session:
        yield session


def the_config() -> Config:
    """The configuration of this instance."""
    found: Config = current_app.extensions["caseflow.config"]
    return found


def the_passwords() -> Passwords:
    """How passwords are hashed here."""
    door: Door = current_app.extensions["caseflow.door"]
    return door.passwords


def keys_opened() -> tuple[Session, Keyring]:
    """A system session with its keyring, for the commands about keys."""
    session = session_factory()()
    session.info["purpose"] = Purpose.KEY_ROTATION
    return session, session.info["keyring"]


def note_rotation(session: Session, name: str, figures: dict[str, Any]) -> None:
    """Put a rotation on the trail."""
    record(session, Act.KEYS_ROTATED, facts={"keys": name, **figures})


def in_demonstration() -> bool:
    """Whether this instance is for showing."""
    return str(current_app.config["MODE"]) == "demo"


def mount(app: Flask, command: click.Command) -> None:
    """Mount a plain click command or group, each command within the application's context."""
    inner = command.commands.values() if isinstance(command, click.Group) else (command,)
    for one in inner:
        if one.callback is not None:
            one.callback = with_appcontext(one.callback)
    app.cli.add_command(command)


def register_commands(app: Flask) -> None:
    """Mount every command of CaseFlow."""
    mount(app, audit_group(opened))
    mount(app, keys_group(keys_opened, note_rotation))
    mount(app, doctor_command())
    mount(app, verify_command(opened, lambda: the_config().keys))
    mount(app, screening_group(session_factory, in_demonstration))
    mount(app, jobs_group(opened, waker))
    mount(app, demo_group(opened, the_config, the_passwords))
    mount(app, import_group(opened, lambda: the_config().home / "imports"))
