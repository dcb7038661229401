"""Within whose engagements an act lies: the entity of its root, else of the role it was done by."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow import clock
from caseflow.access.acting import actor_of
from caseflow.access.dated import in_force
from caseflow.access.models import Engagement, Membership, Root
from caseflow.access.wall import PAST
from caseflow.audit.record import Pending
from caseflow.days import office_day


def fill_entities(session: Session, acts: list[Pending]) -> None:
    """Say whose entity an act concerns, so that engagements can be asked by it.

    What no root places belongs to the entity of the role by which it was done. Where that is not
    one entity it stays open, and auditors of each entity for which a role was held see it.
    """
    _from_roots(session, acts)
    _from_roles(session, [entry for entry in acts if entry.entity_id is None])


def _from_roots(session: Session, acts: list[Pending]) -> None:
    wanted = {a.root_id for a in acts if a.root_id is not None and a.entity_id is None}
    if not wanted:
        return
    table = Root.__table__
    rows = session.connection().execute(
        sa.select(table.c.id, table.c.entity_id).where(table.c.id.in_(wanted)),
        execution_options=PAST,
    )
    places: dict[UUID, UUID | None] = {row.id: row.entity_id for row in rows}
    for entry in acts:
        if entry.entity_id is None and entry.root_id is not None:
            entry.entity_id = places.get(entry.root_id)


def _from_roles(session: Session, acts: list[Pending]) -> None:
    actor = actor_of(session)
    others = []
    for entry in acts:
        if actor is not None and entry.purpose is None:
            entry.entity_id = actor.acts_for(entry.right)
        elif entry.by is not None:
            others.append(entry)
    if not others:
        return
    places = _places(session, {entry.by for entry in others if entry.by is not None})
    for entry in others:
        held = places[entry.by] if entry.by is not None else set()
        entry.entity_id = next(iter(held)) if len(held) == 1 else None


def _places(session: Session, people: set[UUID]) -> dict[UUID, set[UUID]]:
    """The entities for which these people hold roles or are engaged today."""
    today = office_day(clock.now())
    parts = [
        sa.select(table.c.user_id, table.c.entity_id).where(
            table.c.user_id.in_(people), table.c.entity_id.is_not(None), in_force(table, today)
        )
        for table in (Membership.__table__, Engagement.__table__)
    ]
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for row in session.connection().execute(sa.union(*parts)):
        found[row.user_id].add(row.entity_id)
    return found
