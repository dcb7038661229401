"""Letting steps have happened on other days, and all that is counted from their days."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor, user_of
from caseflow.cases.course.case_limits import places_in, read_limits
from caseflow.cases.course.stage_names import stage_now
from caseflow.cases.course.stays import (
    Course,
    Stay,
    every_proceeding,
    follow_course,
    moves_in_order,
)
from caseflow.cases.course.timing import changes_at, read_limit
from caseflow.cases.models import Case, ClockChange, ClockRecord, Investigation, Proceeding
from caseflow.cases.policy import AGREEING, require_work
from caseflow.cases.services.running_limits import keep_due
from caseflow.cases.workflow import effects_of, is_closed, least_advanced, limits_at
from caseflow.clocks.reading import State
from caseflow.errors import NotReady, Refused
from caseflow.events import StepRedated, announce
from caseflow.labels import _
from caseflow.matters.models import Move
from caseflow.reference.models import Entity

OTHER_TRACK = _(
    "The stages of this case are none of its track any more: its days stay as they are."
)
ENTERED_BY_YOU = _(
    "With this day a time limit that has passed would have been kept. You entered the step: "
    "somebody else corrects its day, who may agree to an extension."
)


def redate(
    session: Session, case: Case, days: Mapping[UUID, date], *, actor: Actor, now: datetime
) -> None:
    """Let these moves, by their ids, have happened on other days. Within an act.

    Since when proceedings and case stand at their stages, inquiries, the closing, limits that run
    and limits that ended are as if the moves had been entered so. Raises NotReady where the track
    has other stages by now, and Refused where a limit that has passed would count as kept, for
    whoever entered the step or could not agree to an extension.
    """
    entity = session.get(Entity, case.entity_id) if case.entity_id else None
    proceedings = every_proceeding(session, case)
    moves = moves_in_order(session, case)
    changes = session.scalars(sa.select(ClockChange).where(ClockChange.root_id == case.id)).all()
    try:
        was = follow_course(entity, proceedings, moves, {})
        will = follow_course(entity, proceedings, moves, days)
    except ValueError:
        raise NotReady(OTHER_TRACK) from None
    before = passed(session, case, entity, changes, now)
    _inquiries(session, case, moves, days, {p.id: p.track for p in proceedings})
    for move in moves:
        move.happened_on = days.get(move.id, move.happened_on)
    _stand(case, proceedings, was, will)
    before_and_after = [*was.ended, *was.left], [*will.ended, *will.left]
    _count_again(session, case, entity, changes, *before_and_after, now=now)
    keep_due(case, entity, changes, now=now)
    session.flush()
    if before - passed(session, case, entity, changes, now):
        entered = {move.moved_by for move in moves if move.id in days}
        check_second(session, case, entered, actor)


def check_second(
    session: Session, case: Case, entered_by: Collection[UUID | None], actor: Actor
) -> None:
    """Raise Refused for whoever entered a step, or could not agree to an extension.

    They do not say that a limit which has passed was kept: it is given more time by it.
    """
    require_work(session, actor, *AGREEING, case=case)
    if user_of(actor) in entered_by:
        raise Refused(ENTERED_BY_YOU)


def announce_redated(
    session: Session,
    case: Case,
    entered_at: datetime,
    before: date,
    day: date,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Announce that what was written down at a moment happened on another day."""
    announce(
        session,
        StepRedated(
            at=now,
            happened_on=day,
            actor_id=user_of(actor),
            case_id=case.id,
            entered_at=entered_at,
            before=before,
        ),
    )


def passed(
    session: Session,
    case: Case,
    entity: Entity | None,
    changes: Sequence[ClockChange],
    now: datetime,
) -> set[UUID | tuple[str | None, str]]:
    """The records of limits that had passed, and the stages whose limit has."""
    wanted = sa.select(ClockRecord.id).where(ClockRecord.root_id == case.id, ClockRecord.breached)
    places = places_in(session, [case])[case.id]
    limits = read_limits(case, entity, changes, places, now=now)
    own = [case.id] if limits.own is not None and limits.own.state is State.LATE else []
    late = [(at.track, at.stage) for at, each in limits.apart.items() if each.state is State.LATE]
    return {*session.scalars(wanted), *own, *late}


def _stand(case: Case, proceedings: Sequence[Proceeding], was: Course, will: Course) -> None:
    """Since when proceedings and case stand where they stand, and when the case was closed."""
    proceedings = [each for each in proceedings if each.withdrawal_id is None]
    for opened in proceedings:
        before = was.stood.get(opened.id)
        if before is not None and before.stage_since == opened.stage_since:
            opened.stage_since = will.stood[opened.id].stage_since
    stage = stage_now(case.stage, case.track)
    if (was.stage, was.since) == (stage, case.stage_since):
        case.stage_since = will.since
    elif (lead := least_advanced(proceedings)).stage == case.stage:
        case.stage_since = lead.stage_since
    if is_closed(case) and case.merged_into is None:
        days = [p.stage_since for p in proceedings if p.stage_since is not None]
        case.closed_on = max(days, default=case.closed_on)


def _inquiries(
    session: Session,
    case: Case,
    moves: Sequence[Move],
    days: Mapping[UUID, date],
    tracks: Mapping[UUID, str],
) -> None:
    """Let inquiries have been opened and reported on the days of the moves that did it."""
    rows = session.scalars(sa.select(Investigation).where(Investigation.root_id == case.id)).all()
    dated = [(row, row.opened_on, row.reported_on) for row in rows]
    for move in moves:
        if move.id not in days:
            continue
        effects, day = effects_of(tracks[move.proceeding_id], move.name), days[move.id]
        for row, opened_on, reported_on in dated:
            if "open_investigation" in effects and opened_on == move.happened_on:
                row.opened_on = day
            if "report_investigation" in effects and reported_on == move.happened_on:
                row.reported_on = day
    for row in rows:  # of several subjects one may have left before another was inquired into
        if row.reported_on is not None and row.reported_on < row.opened_on:
            row.reported_on = row.opened_on


def _count_again(
    session: Session,
    case: Case,
    entity: Entity | None,
    changes: Sequence[ClockChange],
    was: Sequence[Stay],
    will: Sequence[Stay],
    *,
    now: datetime,
) -> None:
    """Count each limit that ended again, from its new day to its new day."""
    wanted = sa.select(ClockRecord).where(ClockRecord.root_id == case.id).order_by(ClockRecord.id)
    records = list(session.scalars(wanted))
    for before, after in zip(was, will, strict=True):
        row = next((each for each in records if _is_of(each, before)), None)
        if row is None:
            continue
        records.remove(row)
        if before == after or after.since is None:
            continue
        own = changes_at(changes, after.track, after.stage)
        reading = read_limit(row.limit, after.since, entity, own, now=now, ended=after.left)
        row.started_on, row.due_on, row.ended_on = reading.started, reading.due, after.left
        row.used, row.allowed, row.breached = reading.used, reading.allowed, reading.breached


def _is_of(record: ClockRecord, stay: Stay) -> bool:
    """Whether a limit ended with this stay at a stage."""
    days = (record.started_on, record.ended_on) == (stay.since, stay.left)
    return days and record.limit in limits_at(stay.stage, stay.track)
