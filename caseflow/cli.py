"""Every command of `flask`, mounted in one place."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import asdict
from functools import cached_property, partial, wraps
from typing import Any

import click
import sqlalchemy as sa
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from caseflow.access.acting import PURPOSE, Purpose, reading_session, system_session
from caseflow.accounts.passwords import Passwords
from caseflow.accounts.signing_in import Door
from caseflow.audit.acts import TrailAct
from caseflow.audit.open_word_sealing import seal_landed
from caseflow.audit.purposes import TrailPurpose
from caseflow.audit.record import record
from caseflow.command_tools import CommandTools
from caseflow.crypto.keyring import Keyring, keyring_of
from caseflow.crypto.models import DomainKey
from caseflow.doctor import doctor_command
from caseflow.documenting.commands import docs_command
from caseflow.manifests import find, rooms
from caseflow.reporting.commands import verify_command
from caseflow.web.store import engine, session_factory
from config import Config


@contextmanager
def opened(purpose: Purpose) -> Iterator[Session]:
    """A system session for a command that changes something."""
    with system_session(session_factory(), purpose) as session:
        yield session


@contextmanager
def looked_at(purpose: Purpose) -> Iterator[Session]:
    """A system session for a command that only reads, or reads for long before it writes."""
    with reading_session(session_factory(), purpose) as session:
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
    PURPOSE.put(session, TrailPurpose.KEY_ROTATION)
    return session, keyring_of(session)


def note_rotation(session: Session, name: str, figures: dict[str, Any]) -> None:
    """Put a rotation on the trail."""
    record(session, TrailAct.KEYS_ROTATED, facts={"keys": name, **figures})


class OnDemand(click.Group):
    """A group that loads its commands when somebody asks for one: servers never do."""

    def __init__(self, name: str, words: str, make: Callable[[], click.Group]) -> None:
        super().__init__(name, help=words)
        self._make = make

    @cached_property
    def _inner(self) -> click.Group:
        group = self._make()
        if self.name != "db":
            for one in group.commands.values():
                one.callback = with_tables(one.callback) if one.callback else None
        return in_context(group)

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """Hand everything over to the real group."""
        return self._inner.make_context(info_name, args, parent, **extra)


def seal_command() -> click.Command:
    """The command that seals what an earlier release left open."""

    @click.command("seal", help="Seal words that an earlier release left open; safe to repeat.")
    @click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
    def seal(as_json: bool) -> None:
        def tell(done: int) -> None:
            if not as_json:
                click.echo(f"{done} rows done", err=True)

        with opened(TrailPurpose.SEALING) as session:
            report = seal_landed(session, after_step=tell)
        figures = {"ok": report.ok, **asdict(report)}
        words = (f"{name.replace('_', ' ')}: {value}" for name, value in figures.items())
        click.echo(json.dumps(figures) if as_json else "\n".join(words))
        if not report.ok:
            raise SystemExit(1)

    return seal


def with_steps_after(group: click.Group) -> click.Group:
    """`flask db`, whose upgrade to the newest form also does what comes after the migrations."""
    whole, upgrade = copy(group), copy(group.commands["upgrade"])
    migrate = upgrade.callback

    def upgrade_whole(*args: Any, **options: Any) -> None:
        if migrate is not None:
            migrate(*args, **options)
        if options["revision"] == "head" and not options["sql"]:
            from caseflow.upgrade_steps import finish_upgrade

            finish_upgrade(session_factory())

    upgrade.callback = upgrade_whole
    whole.commands = {**group.commands, "upgrade": upgrade}
    return whole


def with_tables(work: Callable[..., Any]) -> Callable[..., Any]:
    """The command, refused with a sentence in a home whose database has no tables yet."""

    @wraps(work)
    def work_on_tables(*args: Any, **options: Any) -> Any:
        if not sa.inspect(engine()).has_table(DomainKey.__tablename__):
            raise click.ClickException(
                "This home has no database yet. Is CASEFLOW_HOME set, and right? A new home begins"
                " with “flask db upgrade”."
            )
        return work(*args, **options)

    return work_on_tables


def in_context(group: click.Group) -> click.Group:
    """Run each command of a plain click group within the application's context."""
    for one in group.commands.values():
        if one.callback is not None:
            one.callback = with_appcontext(one.callback)
    return group


def mount(app: Flask, command: click.Command) -> None:
    """Mount a plain click command, run within the application's context."""
    if command.callback is not None:
        command.callback = with_appcontext(command.callback)
    app.cli.add_command(command)


def register_commands(app: Flask) -> None:
    """Mount every command of CaseFlow."""
    mount(app, docs_command())
    mount(app, doctor_command())
    mount(app, seal_command())
    mount(app, verify_command(opened, lambda: the_config().keys))
    for name, words, make in (
        ("db", "Bring the database to the newest migration.", database_commands),
        ("jobs", "Background work.", lambda: find("caseflow.machinery:jobs_commands")(looked_at)),
    ):
        app.cli.add_command(OnDemand(name, words, make))
    for room in rooms():
        if (group := room.commands) is not None:
            make = partial(made_by_room, group.made_by)
            app.cli.add_command(OnDemand(group.name, group.words, make))


def database_commands() -> click.Group:
    """`flask db`."""
    return with_steps_after(find("flask_migrate.cli:db"))


def made_by_room(reference: str) -> click.Group:
    """The commands of a room."""
    group: click.Group = find(reference)(TOOLS)
    return group


TOOLS = CommandTools(
    opened=opened,
    looked_at=looked_at,
    config=the_config,
    passwords=the_passwords,
    sessions=session_factory,
    keys=keys_opened,
    note_rotation=note_rotation,
)
"""What the commands of rooms are handed."""
