"""What moving an entity has to do with roles: requests that wait, and the operator's command."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import click
import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow import clock
from caseflow.access.actor import SYSTEM
from caseflow.accounts.models import AccountRequest, RequestKind
from caseflow.errors import NotReady
from caseflow.events import EntityMoved, Subscription, on
from caseflow.labels import _
from caseflow.reference.models import Entity
from caseflow.reference.services import move_entity

Careful = Callable[[], AbstractContextManager[Session]]


def refuse_while_asked_for(session: Session, event: EntityMoved) -> None:
    """Nothing that waits for a second person comes to reach more than when it was asked for.

    Raises NotReady.
    """
    if not event.above:
        return
    waiting = sa.select(sa.func.count(AccountRequest.id)).where(
        AccountRequest.kind.in_((RequestKind.ROLE, RequestKind.ENGAGEMENT)),
        AccountRequest.entity_id.in_(event.above),
        AccountRequest.ended_how.is_(None),
        AccountRequest.expires_at > event.at,
    )
    if session.scalar(waiting):
        raise NotReady(
            _(
                "A role or an audit engagement for an entity above was asked for and waits for a"
                " second person. It would reach more by this move: let it be decided first."
            ),
            field="parent",
        )


SUBSCRIPTIONS: tuple[Subscription[Any], ...] = (on(EntityMoved, refuse_while_asked_for),)
"""This room's line of the table of events."""


def move_command(carefully: Careful) -> click.Command:
    """The command that moves an entity where people would reach more by it."""

    @click.command("move-entity")
    @click.argument("code")
    @click.option("--under", required=True, help="Code of the entity above.")
    @click.option("--reason", required=True, help="Why it is moved.")
    def move(code: str, under: str, reason: str) -> None:
        """Move an entity although people reach more by it; the trail says that you did."""
        with carefully() as session:
            entity, parent = (_called(session, each) for each in (code, under))
            move_entity(entity, parent=parent, actor=SYSTEM, now=clock.now(), reason=reason)
        click.echo(f"{code} lies beneath {under}, with all beneath it.")

    return move


def _called(session: Session, code: str) -> Entity:
    entity = session.scalar(sa.select(Entity).where(Entity.code == code))
    if entity is None:
        raise click.ClickException(f"There is no entity {code}.")
    return entity
