"""Views of the list that a person keeps: filters with a name, for that person only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.acting import assert_acting
from caseflow.access.actor import Actor
from caseflow.access.checks import require
from caseflow.access.permissions import Permission
from caseflow.access.policy import filled
from caseflow.audit.acts import Act
from caseflow.audit.record import act
from caseflow.cases.models import SavedView
from caseflow.db import Id, keep
from caseflow.errors import NotFound, NotReady
from caseflow.labels import _
from caseflow.reference.models import Entity

EVERY = -1
MOST_VIEWS = 12
LONGEST_NAME = 40
LONGEST_QUERY = 400


@dataclass(frozen=True)
class Beside:
    """What stands beside a list: one's own views, and the entities to choose from."""

    views: tuple[OwnView, ...] = ()
    entities: tuple[Choosable, ...] = ()


@dataclass(frozen=True)
class OwnView:
    """A view one keeps: its name and its filters as in an address."""

    name: str
    query: str


@dataclass(frozen=True)
class Choosable:
    """An entity to narrow a list to."""

    id: UUID
    code: str
    name: str


def beside_lists(session: Session, *, actor: Actor) -> Beside:
    """One's own views, and the entities one reaches where they are several; one statement."""
    assert_acting(session, actor)
    within = actor.entities_for(Permission.CASES_READ)
    if within is None:
        statement, values = _beside(EVERY), {}
    else:
        among = filled(sorted(within)) if len(within) > 1 else []
        statement, values = _beside(len(among)), {f"entity{n}": e for n, e in enumerate(among)}
    rows = session.execute(statement, {"me": actor.user_id, **values}).all()
    kept = sorted((row for row in rows if row[3] == "view"), key=lambda row: row[0])
    reached = sorted((row for row in rows if row[3] == "entity"), key=lambda row: row[2])
    return Beside(
        tuple(OwnView(row[1], row[2]) for row in kept),
        tuple(Choosable(row[0], row[2], row[1]) for row in reached),
    )


@cache
def _beside(entities: int) -> Any:
    """Views of `me`, and so many entities; all for `EVERY`."""
    views: Any = sa.select(
        SavedView.id,
        SavedView.name.label("name"),
        SavedView.filters.label("words"),
        sa.literal_column("'view'"),
    ).where(SavedView.owner_id == sa.bindparam("me", type_=Id()))
    if not entities:
        return keep(views)
    found: Any = sa.select(Entity.id, Entity.name, Entity.code, sa.literal_column("'entity'"))
    if entities != EVERY:
        among = [sa.bindparam(f"entity{n}", type_=Id()) for n in range(entities)]
        found = found.where(Entity.id.in_(among))
    return keep(sa.union_all(views, found))


def saved_views(session: Session, *, actor: Actor) -> Sequence[SavedView]:
    """One's own views, in the order in which they were kept."""
    assert_acting(session, actor)
    return session.scalars(
        sa.select(SavedView).where(SavedView.owner_id == actor.user_id).order_by(SavedView.made_at)
    ).all()


def save_view(session: Session, name: str, query: str, *, actor: Actor, now: datetime) -> SavedView:
    """Keep filters under a name; the same name again takes the place of the old one.

    Raises Refused, and NotReady for no name, nothing to keep, or more than twelve views.
    """
    require(session, actor, Permission.CASES_READ)
    if not name.strip() or len(name) > LONGEST_NAME:
        raise NotReady(_("Give the view a short name."), field="name")
    if not query or len(query) > LONGEST_QUERY:
        raise NotReady(_("Set at least one filter first."))
    kept = saved_views(session, actor=actor)
    view = next((each for each in kept if each.name == name.strip()), None)
    if view is None and len(kept) >= MOST_VIEWS:
        raise NotReady(_("Drop one of your %(most)s views first.", most=MOST_VIEWS))
    with act(session, Act.PREFERENCES_CHANGED, thing=view):
        if view is None:
            view = SavedView(owner_id=actor.user_id, name=name.strip(), filters=query, made_at=now)
            session.add(view)
        view.filters = query
    return view


def drop_view(session: Session, view_id: UUID, *, actor: Actor) -> None:
    """Drop one of one's own views. Raises NotFound."""
    require(session, actor, Permission.CASES_READ)
    view = session.get(SavedView, view_id)
    if view is None or view.owner_id != actor.user_id:
        raise NotFound(_("There is no such view."))
    with act(session, Act.PREFERENCES_CHANGED, thing=view):
        session.delete(view)
