"""Where acts belong, and the pages of the trail within an auditor's engagements.

An act belongs to the entity that its entry names. Where it names none, an act of screening belongs
where the row it is about says, and every other one to each entity for which whoever did it held a
role on that day. What nothing places is seen over the top of a tree, and counted to others. A page
is asked for entity by entity, each part along an index and no longer than a page, so that it costs
the same however long the trail is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.access.bare_lines import barred_roots
from caseflow.access.dated import in_force_or_ended
from caseflow.access.models import Engagement, Membership, Root
from caseflow.access.root_days import office_day_of
from caseflow.access.wall import PAST
from caseflow.audit.models import Entry
from caseflow.db import at_most
from caseflow.reference.models import Entity
from caseflow.reporting.permissions import ReportPermission
from caseflow.reporting.showing import DOOR, SCREENING
from caseflow.screening.acts import ScreeningAct
from caseflow.screening.models import Judgement, Thresholds

MOST_ARMS = 24
"""Entities that are looked through one by one; over more, any walk along the trail ends soon."""
Where = Sequence[sa.ColumnElement[bool]]


@dataclass(frozen=True)
class Scope:
    """What an auditor's engagements reach: entities (None: all), and whether a top is among them.

    `barred` are the roots that this auditor is kept out of.
    """

    entities: frozenset[UUID] | None
    over: bool
    barred: frozenset[UUID]


def scope_of(session: Session, actor: Actor) -> Scope:
    """What this auditor's engagements reach today."""
    entities, barred = actor.entities_for(ReportPermission.AUDIT_READ), barred_roots(session, actor)
    if entities is None:
        return Scope(None, True, barred)
    top = sa.select(Entity.id).where(Entity.id.in_(entities), Entity.parent_id.is_(None))
    return Scope(entities, session.scalar(top.limit(at_most(1))) is not None, barred)


def acts_within(session: Session, scope: Scope, where: Where, *, limit: int) -> Sequence[Any]:
    """The newest acts in this scope: each with the id and the code of the entity it belongs to."""
    where = [*where, *_unbarred(scope)]
    arms = _arms(scope)
    newest = sa.select(Entry.seq).order_by(Entry.seq.desc()).limit(at_most(limit))
    parts = [newest.where(arm, *where).subquery() for arm in arms]
    chosen = sa.union_all(*(sa.select(part.c.seq) for part in parts)).subquery("chosen")
    place = sa.func.coalesce(
        Entry.entity_id, row_says(), *_role_place(scope), type_=Entry.entity_id.type
    )
    wanted = (
        sa.select(Entry, place.label("place"), Entity.code)
        .join(chosen, chosen.c.seq == Entry.seq)
        .outerjoin(Entity, Entity.id == place)
        .order_by(Entry.seq.desc())
        .limit(at_most(limit))
    )
    return session.execute(wanted, execution_options=PAST).all()


def _unbarred(scope: Scope) -> Where:
    if not scope.barred:
        return ()
    return (sa.or_(Entry.root_id.is_(None), Entry.root_id.not_in(sorted(scope.barred))),)


def _arms(scope: Scope) -> list[sa.ColumnElement[bool]]:
    """Conditions that divide the acts in scope."""
    if scope.entities is None:
        return [sa.true()]
    entities = sorted(scope.entities)
    if len(entities) > MOST_ARMS:
        # walked along the trail itself: the index by entity would have to be sorted
        arms: list[sa.ColumnElement[bool]] = [
            sa.func.coalesce(Entry.entity_id, Entry.entity_id).in_(entities)
        ]
    else:
        arms = [Entry.entity_id == each for each in entities]
    return [*arms, sa.and_(Entry.entity_id.is_(None), _belongs(scope))]


def _belongs(scope: Scope) -> sa.ColumnElement[bool]:
    """Whether an act whose entry names no entity belongs within this scope."""
    said, within = row_says(), sorted(scope.entities or ())
    by_role = by_roles(within)
    if scope.over:
        by_role = sa.or_(by_role, ~by_roles())
    return sa.or_(said.in_(within), sa.and_(said.is_(None), by_role))


def by_roles(within: Sequence[UUID] | None = None) -> sa.ColumnElement[bool]:
    """Whether whoever did an act held a role or an engagement for an entity on that day."""
    return sa.or_(*(held.exists() for held in _roles_held(within)))


def _roles_held(within: Sequence[UUID] | None) -> list[sa.Select[Any]]:
    """The last day of a role counts. A sign-in is done by the user it is about."""
    own = sa.case((Entry.act.in_(sorted(DOOR)), Entry.thing_id), else_=sa.null())
    who, day = sa.func.coalesce(Entry.actor_id, own), office_day_of(Entry.at)
    return [
        sa.select(table.c.entity_id)
        .where(
            table.c.user_id == who,
            in_force_or_ended(table, day),
            table.c.entity_id.is_not(None) if within is None else table.c.entity_id.in_(within),
        )
        .correlate(Entry)
        for table in (Membership.__table__, Engagement.__table__)
    ]


def _role_place(scope: Scope) -> list[sa.ScalarSelect[Any]]:
    """An entity within this scope where an act belongs by a role, else by an engagement."""
    held = _roles_held(None if scope.entities is None else sorted(scope.entities))
    return [each.order_by("entity_id").limit(at_most(1)).scalar_subquery() for each in held]


def row_says() -> sa.ColumnElement[Any]:
    """The entity that the row behind an act of screening names.

    That of the judge, of whoever proposed the change, or of the look-up or register entry.
    """
    root, judged, changed = Root.__table__, Judgement.__table__, Thresholds.__table__
    judge: Any = (
        sa.select(judged.c.entity_id)
        .where(
            judged.c.root_id == Entry.root_id,
            judged.c.judged_by == Entry.actor_id,
            judged.c.entity_id.is_not(None),
        )
        .limit(at_most(1))
        .scalar_subquery()
    )
    of_root: Any = sa.select(root.c.entity_id).where(root.c.id == Entry.root_id).scalar_subquery()
    of_change: Any = (
        sa.select(changed.c.entity_id).where(changed.c.id == Entry.thing_id).scalar_subquery()
    )
    return sa.case(
        (Entry.act == ScreeningAct.INQUIRY_RESOLVED, sa.func.coalesce(judge, of_root)),
        (Entry.act.in_([a for a in sorted(SCREENING) if a.startswith("thresholds:")]), of_change),
        (Entry.act.in_(sorted(SCREENING)), of_root),
        else_=sa.null(),
    )
