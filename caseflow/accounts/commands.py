"""`flask accounts`: the first account of an instance, made by whoever runs the machine."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TextIO

import click
import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow import clock
from caseflow.access.acting import Purpose
from caseflow.access.actor import SYSTEM
from caseflow.access.roles import shipped
from caseflow.accounts.passwords import SHORTEST, Passwords
from caseflow.accounts.services import add_user, give_role, set_password
from caseflow.errors import DomainError
from caseflow.reference.models import Entity

Opener = Callable[[Purpose], AbstractContextManager[Session]]


def accounts_group(opened: Opener, passwords: Callable[[], Passwords]) -> click.Group:
    """The commands."""

    @click.group("accounts")
    def group() -> None:
        """Make the account of the first administrator."""

    @group.command("create")
    @click.argument("username")
    @click.option("--name", required=True, help="The person's full name.")
    @click.option("--role", default="administrator", show_default=True, help="Key of the role.")
    @click.option("--entity", help="Code of the entity the role is for; everywhere without it.")
    @click.option(
        "--password-file",
        type=click.File("r"),
        help="Where the password stands in the first line (- for standard input); asked without.",
    )
    def create(
        username: str, name: str, role: str, entity: str | None, password_file: TextIO | None
    ) -> None:
        """Make an account with a role and a password. Further ones are made on the pages."""
        password = _password(password_file)
        with opened(Purpose.ACCOUNTS) as session:
            try:
                _create(session, username, name, role, entity, passwords(), password)
            except DomainError as refusal:
                raise click.ClickException(str(refusal.sentence)) from refusal
            session.commit()
        click.echo(f"{name} can sign in as {username}, {shipped()[role].label}.")

    return group


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
    passwords: Passwords,
    password: str,
) -> None:
    now = clock.now()
    if role not in shipped():
        raise click.ClickException(f"There is no role {role}; there are: {', '.join(shipped())}.")
    place = session.scalar(sa.select(Entity.id).where(Entity.code == entity)) if entity else None
    if entity and place is None:
        raise click.ClickException(f"There is no entity {entity}.")
    user = add_user(session, username=username, full_name=name, actor=SYSTEM, now=now)
    session.flush()
    set_password(user, password, passwords=passwords, actor=SYSTEM, now=now)
    give_role(user, role, entity_id=place, actor=SYSTEM, now=now, roles=shipped())
