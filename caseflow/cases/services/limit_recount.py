"""Recounting the time limits of an entity whose time zone or holidays change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow import clock as clocks
from caseflow.access.acting import past_the_wall, session_beside
from caseflow.access.actor import Actor
from caseflow.access.checks import require
from caseflow.access.models import Root
from caseflow.access.standing_days import keep_standing
from caseflow.audit.record import act, act_per_root, note_read
from caseflow.cases.acts import CaseAct
from caseflow.cases.course.case_limits import places_in, read_limits
from caseflow.cases.models import Case, ClockChange
from caseflow.cases.purposes import CasePurpose
from caseflow.cases.services.running_limits import are_kept, kept_limits, write_limits
from caseflow.days import day_in
from caseflow.db import at_most
from caseflow.events import EntityDaysChanged, Subscription, on
from caseflow.jobs.models import Job
from caseflow.jobs.services import Progress, ask
from caseflow.reference.acts import EntityAct
from caseflow.reference.models import Entity
from caseflow.reference.permissions import EntityPermission
from caseflow.reference.recounts import RECOUNT
from caseflow.reference.services import EntityDays, facts_of

BATCH = 200
"""The most cases that one transaction recounts: nobody waits long for it."""


@dataclass(frozen=True)
class Moving:
    """How many limits a change would move; `furthest` is by how many days at most.

    `ahead` are the cases received on a day that would not have come yet there.
    """

    later: int
    earlier: int
    same: int
    furthest: int
    ahead: int = 0


def limits_moving(
    session: Session, entity: Entity, days: EntityDays, *, actor: Actor, now: datetime
) -> Moving:
    """How the limits of an entity would move if it had these days: figures, of every case there.

    Whoever manages entities sees no case: only the figures come out. Nothing is changed.
    """
    require(session, actor, EntityPermission.MANAGE)
    changed = Entity(code=entity.code, **{**facts_of(entity), **asdict(days)})
    moved, ahead, today = [], 0, day_in(days.time_zone, now)
    with session_beside(session, CasePurpose.RECOUNTING) as reading:
        for cases in batches(reading, entity.id):
            changes, places = _changes(reading, cases), places_in(reading, cases)
            for case in cases:
                ahead += case.received_on > today
                known = changes[case.id], places[case.id]
                first = read_limits(case, changed, *known, now=now).first
                if first is not None and case.due_on is not None:
                    moved.append((first.due - case.due_on).days)
    facts = {"scope": "figures", "entity": entity.code}
    note_read(session, CaseAct.LISTED, facts=facts, right=EntityPermission.MANAGE)
    return Moving(
        later=sum(n > 0 for n in moved),
        earlier=sum(n < 0 for n in moved),
        same=moved.count(0),
        furthest=max(map(abs, moved), default=0),
        ahead=ahead,
    )


def follow_days(session: Session, event: EntityDaysChanged) -> None:
    """Have the limits of an entity recounted, and keep who is let in or kept out as it stands."""
    with past_the_wall(session, CasePurpose.RECOUNTING):
        there = sa.select(Root.id).where(Root.entity_id == event.entity_id)
        with act_per_root(session, EntityAct.CHANGED):
            keep_standing(session, there, before=event.before, after=event.after)
        counted = sa.select(sa.func.count(Case.id)).where(*_running(event.entity_id))
        total = session.scalar(counted) or 0
        arguments = {"entity": str(event.entity_id)}
        job = ask(session, RECOUNT, arguments=arguments, asked_by=event.actor_id, now=event.at)
        job.total = total


def recount(
    session: Session, arguments: Mapping[str, Any], progress: Progress
) -> Mapping[str, int]:
    """Recount the limits of an entity, at most 200 cases a transaction; a job's work.

    After each the job keeps where it is, so that one that was broken off goes on from there.
    """
    entity_id, after = UUID(arguments["entity"]), arguments.get("after")
    job = session.get_one(Job, progress.job_id)
    done, moved = job.done, 0
    for cases in batches(session, entity_id, after=UUID(after) if after else None, lock=True):
        moved += recount_cases(session, cases, now=clocks.now())
        done += len(cases)
        job = session.get_one(Job, progress.job_id)
        job.arguments = {**job.arguments, "after": str(cases[-1].id)}
        progress.step(done)
        session.expunge_all()
    return {"cases": done, "moved": moved}


def recount_cases(session: Session, cases: Sequence[Case], *, now: datetime) -> int:
    """Count the limits of these cases anew; how many fall due on another day. One act for each."""
    changes, places = _changes(session, cases), places_in(session, cases)
    kept, moved = kept_limits(session, [case.id for case in cases]), 0
    for case in cases:
        entity = session.get(Entity, case.entity_id) if case.entity_id else None
        limits = read_limits(case, entity, changes[case.id], places[case.id], now=now)
        if are_kept(case, limits, kept[case.id]):
            continue
        moved += case.due_on != limits.columns["due_on"]
        with act(session, CaseAct.CHANGED, thing=case, facts={"clock": "recounted"}):
            write_limits(session, case, limits, kept[case.id])
    return moved


def batches(
    session: Session, entity_id: UUID | None, *, after: UUID | None = None, lock: bool = False
) -> Iterator[Sequence[Case]]:
    """The cases of an entity, or of all, in which a limit may run, in the order of their ids."""
    wanted = sa.select(Case).where(*_running(entity_id)).order_by(Case.id).limit(at_most(BATCH))
    if lock:
        wanted = wanted.with_for_update()
    while True:
        further = wanted if after is None else wanted.where(Case.id > after)
        cases = session.scalars(further).all()
        if not cases:
            return
        after = cases[-1].id
        yield cases


def _running(entity_id: UUID | None) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        *(() if entity_id is None else (Case.entity_id == entity_id,)),
        Case.is_open.expression,
        Case.admitted.is_(False),
        Case.merged_into.is_(None),
    )


def _changes(session: Session, cases: Sequence[Case]) -> Mapping[UUID, Sequence[ClockChange]]:
    found: defaultdict[UUID, list[ClockChange]] = defaultdict(list)
    ids = [case.id for case in cases]
    for row in session.scalars(sa.select(ClockChange).where(ClockChange.root_id.in_(ids))):
        found[row.root_id].append(row)
    return found


SUBSCRIPTIONS: tuple[Subscription[Any], ...] = (on(EntityDaysChanged, follow_days),)
"""This room's lines of the table of events about the days of an entity."""
