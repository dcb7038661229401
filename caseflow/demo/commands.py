"""`flask demo`: lay the demonstration data in, say who is in it, and make many cases to measure."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import AbstractContextManager

import click
from sqlalchemy.orm import Session

from caseflow import clock
from caseflow.access.acting import Purpose
from caseflow.access.roles import shipped
from caseflow.accounts.passwords import Passwords
from caseflow.accounts.purposes import AccountPurpose
from caseflow.command_tools import CommandTools
from caseflow.demo.canaries import canaries
from caseflow.demo.cast import people
from caseflow.demo.growing import grow_many
from caseflow.demo.seed import lay_in
from caseflow.errors import DomainError
from config import Config

Opener = Callable[[Purpose], AbstractContextManager[Session]]
JSON = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object and nothing else."
)


def commands(tools: CommandTools) -> click.Group:
    """The commands of this room, with what the instance hands them."""
    return demo_group(tools.opened, tools.config, tools.passwords)


def demo_group(
    opened: Opener, config: Callable[[], Config], passwords: Callable[[], Passwords]
) -> click.Group:
    """The commands."""

    @click.group("demo")
    def group() -> None:
        """Demonstration data."""

    @group.command("seed")
    def seed() -> None:
        """Lay the demonstration data in once, and give its people the password."""
        if config().production:
            raise click.ClickException("This is production: it takes no demonstration data.")
        password = config().demo_password
        if not password:
            raise click.ClickException("Set CASEFLOW_DEMO_PASSWORD to the password of its people.")
        with opened(AccountPurpose.DEMONSTRATION) as session:
            try:
                count = lay_in(session, passwords=passwords(), password=password, now=clock.now())
            except DomainError as refusal:
                raise click.ClickException(str(refusal.sentence)) from refusal
            session.commit()
        if count:
            click.echo(f"{count} cases and what belongs to them are laid in.")
        else:
            click.echo("The demonstration data is there; its people have this password now.")

    tell_what_is_in_it(group)
    group.add_command(grow_command(opened, config))
    return group


def grow_command(opened: Opener, config: Callable[[], Config]) -> click.Command:
    """The command that makes many cases."""

    @click.command("grow")
    @click.option("--cases", type=click.IntRange(1, 5_000_000), required=True, help="How many.")
    @click.option("--entity", default="NOR", show_default=True, help="Code of the entity.")
    @JSON
    def grow(cases: int, entity: str, as_json: bool) -> None:
        """Make many thin cases, to measure with; refused in production."""
        if config().production:
            raise click.ClickException("This is production: it takes no made-up cases.")
        started = time.monotonic()
        try:
            made = grow_many(opened, cases, entity_code=entity, now=clock.now())
        except DomainError as refusal:
            raise click.ClickException(str(refusal.sentence)) from refusal
        seconds = time.monotonic() - started
        answer = {
            "created": made,
            "seconds": round(seconds, 3),
            "per_second": round(made / seconds),
        }
        click.echo(json.dumps(answer) if as_json else f"{made} cases in {seconds:.1f} s")

    return grow


def tell_what_is_in_it(group: click.Group) -> None:
    """The commands that say who can sign in, and which texts stand where."""

    @group.command("users")
    @JSON
    def users(as_json: bool) -> None:
        """Say who can sign in as what."""
        roles = shipped()
        found = [
            {
                "username": username,
                "name": facts["name"],
                "role": str(roles[str(facts["role"])].label),
                "does": facts["does"],
            }
            for username, facts in people().items()
        ]
        if as_json:
            click.echo(json.dumps({"users": found}, ensure_ascii=False))
            return
        for one in found:
            click.echo(f"{one['username']:<18}{one['name']}, {one['role']}: {one['does']}")

    @group.command("canaries")
    @JSON
    def birds(as_json: bool) -> None:
        """Print the text that stands in each confidential column, to look for leaks."""
        found = canaries()
        if as_json:
            click.echo(json.dumps(found))
            return
        for name, text in found.items():
            click.echo(f"{name:<40}{text}")
