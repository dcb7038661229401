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
from caseflow.access.policy import filled
from caseflow.accounts.acts import AccountAct
from caseflow.accounts.models import User
from caseflow.audit.record import act
from caseflow.cases.lists.kept_filters import as_query, known_filters, of_query
from caseflow.cases.models import SavedView
from caseflow.cases.permissions import CasePermission
from caseflow.crypto.columns import SealedColumn, conceal
from caseflow.crypto.opening import show_rows
from caseflow.days import office_day
from caseflow.db import Id, keep
from caseflow.errors import NotFound, NotReady
from caseflow.labels import _
from caseflow.reference.models import Entity

EVERY = -1
MOST_VIEWS = 12
LONGEST_NAME = 40


@dataclass(frozen=True)
class Beside:
    """What stands beside a list: one's own views, still closed, and the entities to choose from."""

    kept: tuple[Any, ...] = ()
    entities: tuple[Choosable, ...] = ()

    @property
    def keys(self) -> frozenset[UUID]:
        """The keys that `own_views` needs, so that a page fetches them along with its others."""
        return frozenset(row.data_key_id for row in self.kept)

    def keepable(self, actor: Actor) -> frozenset[UUID]:
        """The entities that a view of this person may keep: those they reach."""
        within = actor.entities_for(CasePermission.READ)
        return frozenset(e.id for e in self.entities) if within is None else within


@dataclass(frozen=True)
class OwnView:
    """A view one keeps: its name and its filters as in an address."""

    id: UUID
    name: str
    query: str


@dataclass(frozen=True)
class Choosable:
    """An entity to narrow a list to."""

    id: UUID
    code: str
    name: str


def beside_lists(session: Session, *, actor: Actor) -> Beside:
    """One's own views, and the entities one reaches where they are several; one statement.

    The names of the views stay closed: `own_views` opens them.
    """
    assert_acting(session, actor)
    within = actor.entities_for(CasePermission.READ)
    if within is None:
        statement, values = _beside(EVERY), {}
    else:
        among = filled(sorted(within)) if len(within) > 1 else []
        statement, values = _beside(len(among)), {f"entity{n}": e for n, e in enumerate(among)}
    rows = session.execute(statement, {"me": actor.user_id, **values}).all()
    kept = sorted((row for row in rows if row.kind == "view"), key=lambda row: row.id)
    reached = sorted((row for row in rows if row.kind == "entity"), key=lambda row: row.words)
    return Beside(
        tuple(kept), tuple(Choosable(row.id, row.words, row.landed_name) for row in reached)
    )


def own_views(session: Session, beside: Beside) -> tuple[OwnView, ...]:
    """The views beside a list with their names, in the order in which they were kept."""
    return _opened(session, beside.kept)


def _opened(session: Session, rows: Sequence[Any]) -> tuple[OwnView, ...]:
    names = show_rows(session, rows, ("name",), model=SavedView)
    return tuple(
        OwnView(row.id, each["name"] or "", row.words)
        for row, each in zip(rows, names, strict=True)
    )


@cache
def _beside(entities: int) -> Any:
    """Views of `me`, and so many entities; all for `EVERY`."""
    views: Any = sa.select(
        SavedView.id,
        SavedView.data_key_id,
        SavedView.name.label("name"),
        SavedView.landed_name.label("landed_name"),
        SavedView.filters.label("words"),
        sa.literal_column("'view'").label("kind"),
    ).where(SavedView.owner_id == sa.bindparam("me", type_=Id()))
    if not entities:
        return keep(views)
    found: Any = sa.select(
        Entity.id,
        sa.cast(sa.null(), Id()),
        sa.cast(sa.null(), SealedColumn()),
        Entity.name,
        Entity.code,
        sa.literal_column("'entity'"),
    )
    if entities != EVERY:
        among = [sa.bindparam(f"entity{n}", type_=Id()) for n in range(entities)]
        found = found.where(Entity.id.in_(among))
    return keep(sa.union_all(views, found))


def saved_views(session: Session, *, actor: Actor) -> tuple[OwnView, ...]:
    """One's own views, in the order in which they were kept."""
    assert_acting(session, actor)
    rows = session.execute(_beside(0), {"me": actor.user_id}).all()
    return _opened(session, sorted(rows, key=lambda row: row.id))


def save_view(session: Session, name: str, query: str, *, actor: Actor, now: datetime) -> SavedView:
    """Keep the filters of an address under a name; the same name takes the place of the old one.

    Only filters whose values the product knows are kept. Raises Refused, and NotReady for no name,
    nothing to keep, or more than twelve views.
    """
    require(session, actor, CasePermission.READ)
    if not name.strip() or len(name) > LONGEST_NAME:
        raise NotReady(_("Give the view a short name."), field="name")
    entities = beside_lists(session, actor=actor).keepable(actor)
    filters = as_query(known_filters(of_query(query), entities=entities, on=office_day(now)))
    if not filters:
        raise NotReady(_("Set at least one filter first."))
    # sealed names cannot be kept apart by the database: whoever saves holds their own account
    owner = session.get_one(User, actor.user_id, with_for_update={"key_share": True})
    kept = saved_views(session, actor=actor)
    known = next((each.id for each in kept if each.name == name.strip()), None)
    if known is None and len(kept) >= MOST_VIEWS:
        raise NotReady(_("Drop one of your %(most)s views first.", most=MOST_VIEWS))
    view = session.get(SavedView, known) if known else None
    with act(session, AccountAct.PREFERENCES_CHANGED, thing=view):
        if view is None:
            view = SavedView(
                owner_id=owner.id,
                data_key_id=owner.data_key_id,
                name=conceal(name.strip()),
                filters=filters,
                made_at=now,
            )
            session.add(view)
        view.filters = filters
    return view


def drop_view(session: Session, view_id: UUID, *, actor: Actor) -> None:
    """Drop one of one's own views. Raises NotFound."""
    require(session, actor, CasePermission.READ)
    view = session.get(SavedView, view_id)
    if view is None or view.owner_id != actor.user_id:
        raise NotFound(_("There is no such view."))
    with act(session, AccountAct.PREFERENCES_CHANGED, thing=view):
        session.delete(view)
