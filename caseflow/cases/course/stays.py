"""The course of a case as its limits read it: at which stage it stood, from which day to which.

It is followed anew from the moves, in the order in which they were written down, so that another
day of one of them can be tried before anything is changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import groupby
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.cases.course.stage_names import stage_now
from caseflow.cases.course.timing import local_day
from caseflow.cases.models import Case, Proceeding
from caseflow.cases.records.making import MERGED, UNMERGED
from caseflow.cases.workflow import is_closed, least_advanced
from caseflow.db import WITH_WITHDRAWN
from caseflow.matters.models import Move
from caseflow.reference.models import Entity

NEVER = datetime.min.replace(tzinfo=UTC)


Standing = tuple[str, str]
"""A track and one of its stages, by the name that it has today."""


@dataclass(frozen=True)
class Step:
    """A move as its course reads it: its stages by the names that they have today."""

    id: UUID
    proceeding_id: UUID
    name: str
    start: str | None
    end: str
    happened_on: date | None
    moved_at: datetime | None


def steps_of(moves: Sequence[Move], tracks: Mapping[UUID, str]) -> list[Step]:
    """These moves as steps; `tracks` is that of each proceeding."""
    return [
        Step(
            id=move.id,
            proceeding_id=move.proceeding_id,
            name=move.name,
            start=stage_now(move.start, tracks.get(move.proceeding_id)) if move.start else None,
            end=stage_now(move.end, tracks.get(move.proceeding_id)),
            happened_on=move.happened_on,
            moved_at=move.moved_at,
        )
        for move in moves
    ]


@dataclass(frozen=True)
class Stay:
    """The days in which a case, or any of its subjects, stood at one stage."""

    track: str
    stage: str
    since: date | None
    left: date


@dataclass
class Course:
    """The stages at which a case stood, where it stands, and since when each proceeding does."""

    left: list[Stay] = field(default_factory=list)
    track: str = ""
    stage: str = ""
    since: date | None = None
    stood: dict[UUID, Proceeding] = field(default_factory=dict)
    began: dict[Standing, date | None] = field(default_factory=dict)
    """Since when somebody has stood at each stage at which somebody stands: its limit runs so long.

    A limit goes on as long as one of them is there, whoever came or left meanwhile.
    """
    ended: list[Stay] = field(default_factory=list)
    """The stages that the last of those who stood there left by a step."""
    merged: dict[Standing, date | None] = field(default_factory=dict)
    """What had begun when the case was merged into another one: it goes on if that is undone."""


def moves_in_order(session: Session, case: Case) -> list[Move]:
    """Every move of a case, in the order in which the rows were made."""
    wanted = sa.select(Move).where(Move.root_id == case.id).order_by(Move.id)
    return list(session.scalars(wanted.execution_options(populate_existing=True)))


def every_proceeding(session: Session, case: Case, *, lock: bool = True) -> list[Proceeding]:
    """The proceedings of a case, withdrawn ones too; with `lock` until the transaction ends."""
    wanted = sa.select(Proceeding).where(Proceeding.root_id == case.id).order_by(Proceeding.id)
    if lock:
        wanted = wanted.with_for_update()
    return list(session.scalars(wanted, execution_options=WITH_WITHDRAWN))


def follow_course(
    entity: Entity | None,
    proceedings: Sequence[Proceeding],
    moves: Sequence[Move],
    days: Mapping[UUID, date],
) -> Course:
    """How a case went if these moves (by their ids) had happened on other days.

    A proceeding that was withdrawn counts until then. Raises ValueError where a stage is none of
    its track any more.
    """
    course, since = Course(), _Since(days)
    tracks = {opened.id: opened.track for opened in proceedings}
    gone = {each.id: each.withdrawal_id for each in proceedings if each.withdrawal_id is not None}
    done: list[Step] = []
    for at, together in _acts(steps_of(moves, tracks)):
        _withdraw(course, gone, done, since, entity, together[0])
        for move in together:
            done.append(move)
            _step(course, tracks, move, since)
        _stand(course, done, since, local_day(entity, at))
        _occupy(course, tracks, done, since, together[0].name)
    _withdraw(course, gone, done, since, entity, None)
    return course


def _stand(course: Course, done: Sequence[Step], since: _Since, today: date) -> None:
    """Let the case stand where its least advanced proceeding does."""
    if not course.stood:
        return
    lead = least_advanced(list(course.stood.values()))
    if (lead.track, lead.stage) == (course.track, course.stage):
        return
    if course.stage:
        day = _left(course, done, since) or today
        course.left.append(Stay(course.track, course.stage, course.since, day))
    course.track, course.stage, course.since = lead.track, lead.stage, lead.stage_since


def _occupy(
    course: Course,
    tracks: Mapping[UUID, str],
    done: Sequence[Step],
    since: _Since,
    name: str,
) -> None:
    """Note at which stages somebody stands now, and which the last one left.

    A merge ends no limit, and where it is undone they go on; what is withdrawn ended none either.
    """
    there: dict[Standing, list[date | None]] = {}
    for opened in course.stood.values():
        if not is_closed(opened):
            there.setdefault((opened.track, opened.stage), []).append(opened.stage_since)
    if name == MERGED:
        course.merged = dict(course.began)
    for place in [each for each in course.began if each not in there]:
        start = course.began.pop(place)
        left = _day_left(place, start, tracks, done, since) if name != MERGED else None
        if left is not None:
            course.ended.append(Stay(*place, start, left))
    for place, days in there.items():
        if name == UNMERGED and place in course.merged:
            course.began[place] = course.merged[place]
        elif place not in course.began:
            known = [day for day in days if day is not None]
            course.began[place] = min(known) if len(known) == len(days) else None


def _day_left(
    place: Standing,
    start: date | None,
    tracks: Mapping[UUID, str],
    done: Sequence[Step],
    since: _Since,
) -> date | None:
    """The day on which the last of those left by a step who stood at a stage since this day."""
    track, stage = place
    days = [
        day
        for move in done
        if move.start == stage != move.end
        and tracks.get(move.proceeding_id) == track
        and (day := since(move)) is not None
        and (start is None or day >= start)
    ]
    return max(days, default=None)


def _withdraw(
    course: Course,
    gone: Mapping[UUID, UUID],
    done: Sequence[Step],
    since: _Since,
    entity: Entity | None,
    before: Step | None,
) -> None:
    """Take out what was withdrawn before a move was written down; all of it where none follows.

    Ids are in the order in which rows were made.
    """
    out = [
        opened
        for opened in course.stood
        if opened in gone and (before is None or gone[opened] < before.id)
    ]
    for opened in out:
        del course.stood[opened]
    if out and done:
        _stand(course, done, since, local_day(entity, done[-1].moved_at or NEVER))
        _occupy(course, {}, done, since, "")


@dataclass
class _Since:
    """The days of moves, some of them others than are kept; and those from before a merge."""

    days: Mapping[UUID, date]
    merged: dict[UUID, date | None] = field(default_factory=dict)

    def __call__(self, move: Step) -> date | None:
        return self.days.get(move.id, move.happened_on)


def _acts(moves: Sequence[Step]) -> Iterator[tuple[datetime, list[Step]]]:
    """Moves that were made by one act, one act after the other."""
    for (at, *_same), rows in groupby(moves, lambda m: (m.moved_at, m.name, m.start, m.end)):
        yield at or NEVER, list(rows)


def _step(course: Course, tracks: Mapping[UUID, str], move: Step, since: _Since) -> None:
    """Let one proceeding make a move; what a merge had closed stands again since it stood there."""
    opened = course.stood.get(move.proceeding_id)
    if opened is None:
        opened = Proceeding(id=move.proceeding_id, track=tracks[move.proceeding_id])
        course.stood[move.proceeding_id] = opened
    elif move.start == move.end:
        return
    if move.name == MERGED:
        since.merged[opened.id] = opened.stage_since
    day = since.merged.get(opened.id) if move.name == UNMERGED else since(move)
    opened.stage, opened.stage_since = move.end, day


def _left(course: Course, done: Sequence[Step], since: _Since) -> date | None:
    """The day on which the last proceeding left the stage at which the case stood."""
    if course.since is None:
        return None
    days = [
        day
        for move in done
        if move.start == course.stage != move.end
        and (day := since(move)) is not None
        and day >= course.since
    ]
    return max(days, default=None)


def since_when(session: Session, case: Case, entity: Entity | None) -> dict[Standing, date | None]:
    """Since when somebody has stood at each stage at which subjects of a case stand.

    Of a case whose stages its track has no more, what its proceedings say of themselves.
    """
    every = every_proceeding(session, case, lock=False)
    standing = [opened for opened in every if opened.withdrawal_id is None]
    if len(every) > 1:
        with suppress(ValueError):
            return follow_course(entity, every, moves_in_order(session, case), {}).began
    return {
        (p.track, stage_now(p.stage, p.track)): p.stage_since for p in standing if not is_closed(p)
    }
