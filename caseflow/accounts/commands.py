"""`flask accounts`: what whoever runs the machine does alone, on the trail with its purpose.

The first two administrators are made here; later on it is the way out where no second person is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import TextIO
from uuid import UUID

import click
import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow import clock
from caseflow.access.acting import Purpose
from caseflow.access.actor import SYSTEM
from caseflow.access.roles import shipped
from caseflow.accounts.account_notices import tell_changed
from caseflow.accounts.entity_moves import move_command
from caseflow.accounts.models import User
from caseflow.accounts.opening_again import open_again
from caseflow.accounts.passwords import SHORTEST, Passwords
from caseflow.accounts.purposes import AccountPurpose
from caseflow.accounts.services import (
    add_user,
    engage,
    give_role,
    set_address,
    set_password,
)
from caseflow.accounts.two_people import places_of
from caseflow.command_tools import CommandTools
from caseflow.days import day_written, office_day
from caseflow.errors import DomainError
from caseflow.labels import _
from caseflow.reference.models import Entity

Opener = Callable[[Purpose], AbstractContextManager[Session]]
FROM_FILE = click.option(
    "--password-file",
    type=click.File("r"),
    help="Where the password stands in the first line (- for standard input); asked without.",
)


def commands(tools: CommandTools) -> click.Group:
    """The commands of this room, with what the instance hands them."""
    return accounts_group(tools.opened, tools.passwords)


def accounts_group(opened: Opener, passwords: Callable[[], Passwords]) -> click.Group:
    """The commands."""

    @click.group("accounts")
    def group() -> None:
        """Make the first two administrators, and stand in for a second person."""

    @group.command("create")
    @click.argument("username")
    @click.option("--name", required=True, help="The person's full name.")
    @click.option("--role", default="administrator", show_default=True, help="Key of the role.")
    @click.option("--entity", help="Code of the entity the role is for; everywhere without it.")
    @FROM_FILE
    def create(
        username: str, name: str, role: str, entity: str | None, password_file: TextIO | None
    ) -> None:
        """Make an account with a role and a password. Make two administrators here."""
        hashed = hashed_password(password_file, username, passwords())
        with carefully(opened) as session:
            _create(session, username, name, role, entity, hashed)
        click.echo(f"{name} can sign in as {username}, {shipped()[role].label}.")

    group.add_command(give_role_command(opened))
    group.add_command(engage_command(opened))
    group.add_command(password_command(opened, passwords))
    group.add_command(address_command(opened))
    group.add_command(open_command(opened))
    group.add_command(move_command(lambda: carefully(opened)))
    return group


ENTITY = click.option("--entity", help="Code of the entity; everywhere without it.")
UNTIL = click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    help="First day on which it no longer holds; no end without it.",
)


def give_role_command(opened: Opener) -> click.Command:
    """The command that gives a role without a second person."""

    @click.command("give-role")
    @click.argument("username")
    @click.argument("role")
    @ENTITY
    @UNTIL
    def give(username: str, role: str, entity: str | None, until: datetime | None) -> None:
        """Give a role where the pages find no second person to confirm it."""
        with carefully(opened) as session:
            user, place = person(session, username), place_given(session, entity)
            end = day_written(until) if until else None
            give_role(user, role, entity_id=place, valid_to=end, actor=SYSTEM, now=clock.now())
        click.echo(f"{user.full_name} has the role {shipped()[role].label}.")

    return give


def engage_command(opened: Opener) -> click.Command:
    """The command that opens an audit engagement without a second person."""

    @click.command("engage")
    @click.argument("username")
    @click.option("--entity", required=True, help="Code of the entity.")
    @click.option("--purpose", required=True, help="What the engagement is for.")
    @UNTIL
    def begin(username: str, entity: str, purpose: str, until: datetime | None) -> None:
        """Open an audit engagement where the pages find no second person to confirm it."""
        now = clock.now()
        with carefully(opened) as session:
            user = person(session, username)
            engage(
                user,
                entity_id=place_called(session, entity),
                purpose=purpose,
                valid_from=office_day(now),
                valid_to=day_written(until) if until else None,
                actor=SYSTEM,
                now=now,
            )
        click.echo(f"{user.full_name} has an audit engagement over {entity}.")

    return begin


def password_command(opened: Opener, passwords: Callable[[], Passwords]) -> click.Command:
    """The command that sets a password."""

    @click.command("password")
    @click.argument("username")
    @FROM_FILE
    def change(username: str, password_file: TextIO | None) -> None:
        """Set a password where the pages find no second person, and end every session."""
        hashed, now = hashed_password(password_file, username, passwords()), clock.now()
        with carefully(opened) as session:
            user = person(session, username)
            set_password(user, hashed, actor=SYSTEM, now=now)
            tell_changed(
                session,
                user,
                _("%(person)s was given another password at the machine."),
                places_of(session, user, now=now),
                actor=SYSTEM,
                now=now,
            )
        click.echo(f"{user.full_name} has another password.")

    return change


def open_command(opened: Opener) -> click.Command:
    """The command that opens a closed account again."""

    @click.command("open")
    @click.argument("username")
    @click.option("--reason", required=True, help="Why it is opened again.")
    def again(username: str, reason: str) -> None:
        """Open a closed account again where the pages find no second person to confirm it."""
        with carefully(opened) as session:
            user = person(session, username)
            open_again(user, reason=reason, actor=SYSTEM, now=clock.now())
        click.echo(f"{user.full_name} can sign in again.")

    return again


def address_command(opened: Opener) -> click.Command:
    """The command that sets an address for mail."""

    @click.command("address")
    @click.argument("username")
    @click.argument("address")
    def change(username: str, address: str) -> None:
        """Set where mail for somebody goes; it counts as their own."""
        with carefully(opened) as session:
            user = person(session, username)
            set_address(user, address, actor=SYSTEM, now=clock.now())
        click.echo(f"{user.full_name} has another address.")

    return change


@contextmanager
def carefully(opened: Opener) -> Iterator[Session]:
    """A session of the operator that is committed at the end; a refusal is said as a sentence."""
    with opened(AccountPurpose.ACCOUNTS) as session:
        try:
            yield session
        except DomainError as refusal:
            raise click.ClickException(str(refusal.sentence)) from refusal
        session.commit()


def person(session: Session, username: str) -> User:
    """The account of this name. Raises ClickException."""
    user = session.scalar(sa.select(User).where(User.username == username))
    if user is None:
        raise click.ClickException(f"There is no account {username}.")
    return user


def place_called(session: Session, code: str) -> UUID:
    """The entity of this code. Raises ClickException."""
    place = session.scalar(sa.select(Entity.id).where(Entity.code == code))
    if place is None:
        raise click.ClickException(f"There is no entity {code}.")
    return place


def place_given(session: Session, code: str | None) -> UUID | None:
    """The entity of this code, or None for everywhere where no code is given."""
    return place_called(session, code) if code else None


def hashed_password(file: TextIO | None, username: str, passwords: Passwords) -> str:
    """The hash of the password that is asked for, before anything is locked."""
    try:
        return passwords.hash_new(_password(file), username=username)
    except DomainError as refusal:
        raise click.ClickException(str(refusal.sentence)) from refusal


def _password(file: TextIO | None) -> str:
    if file is not None:
        return file.readline().rstrip("\r\n")
    words = f"Password ({SHORTEST} characters or more)"
    asked: str = click.prompt(words, hide_input=True, confirmation_prompt=True)
    return asked


def _create(
    session: Session,
    username: str,
    name: str,
    role: str,
    entity: str | None,
    hashed: str,
) -> None:
    now = clock.now()
    if role not in shipped():
        raise click.ClickException(f"There is no role {role}; there are: {', '.join(shipped())}.")
    place = place_given(session, entity)
    user = add_user(session, username=username, full_name=name, actor=SYSTEM, now=now)
    session.flush()
    set_password(user, hashed, actor=SYSTEM, now=now)
    give_role(user, role, entity_id=place, actor=SYSTEM, now=now)
