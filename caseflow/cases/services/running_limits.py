"""Keeping when a case falls due, and the limits of those who stand elsewhere than it.

Theirs are kept as rows (`RunningLimit`), so that a limit that ends leaves a record of how it ended,
and one that runs goes on as that of the case when the case comes to their stage.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.cases.course.case_limits import CaseLimits, places_in, read_limits
from caseflow.cases.course.stage_names import stage_names, stage_now
from caseflow.cases.course.timing import Place, changes_at, read_limit
from caseflow.cases.models import Case, ClockChange, ClockRecord, Proceeding, RunningLimit
from caseflow.clocks.reading import Reading, State
from caseflow.db import session_of
from caseflow.matters.models import Move
from caseflow.reference.models import Entity

Rows = Sequence[RunningLimit]


def keep_due(
    case: Case,
    entity: Entity | None,
    changes: Sequence[ClockChange],
    *,
    now: datetime,
    ended: bool = False,
) -> None:
    """Write when the case falls due, and the limits of those who stand elsewhere. Within an act.

    With `ended` a limit that nobody stands at any more leaves a record of how it ended.
    """
    session = session_of(case)
    places = places_in(session, [case])[case.id]
    rows = kept_limits(session, [case.id])[case.id]
    write_limits(session, case, read_limits(case, entity, changes, places, now=now), rows)
    if ended:
        stands = {_key(place) for place in (places.own, *places.apart)}
        for row in rows:
            if _place(row) not in stands:
                _keep_record(session, entity, changes, row, now)


def kept_limits(session: Session, ids: Collection[UUID]) -> defaultdict[UUID, list[RunningLimit]]:
    """What is kept of the limits of those who stand elsewhere than these cases."""
    rows: defaultdict[UUID, list[RunningLimit]] = defaultdict(list)
    for row in session.scalars(sa.select(RunningLimit).where(RunningLimit.root_id.in_(ids))):
        rows[row.root_id].append(row)
    return rows


def are_kept(case: Case, limits: CaseLimits, rows: Rows) -> bool:
    """Whether a case and its rows say of its limits what they are."""
    kept = {(row.track, row.stage): {n: getattr(row, n) for n in _of(None)} for row in rows}
    wanted = {_key(place): _of(reading) for place, reading in limits.apart.items()}
    same = all(getattr(case, name) == value for name, value in limits.columns.items())
    return same and kept == wanted


def write_limits(session: Session, case: Case, limits: CaseLimits, rows: Rows) -> None:
    """Let a case and its rows say what its limits are. Within an act."""
    _write(case, limits.columns)
    known: dict[tuple[str, str], RunningLimit] = {}
    gone = [row for row in rows if known.setdefault(_place(row), row) is not row]
    for place, reading in limits.apart.items():
        track, stage = _key(place)
        row = known.pop((track, stage), None)
        if row is None:
            row = RunningLimit(root_id=case.id, track=track, stage=stage)
            session.add(row)
        _write(row, {"stage": stage, **_of(reading)})
    for row in (*gone, *known.values()):
        session.delete(row)


def _key(place: Place) -> tuple[str, str]:
    return place.track or "", place.stage


def _place(row: RunningLimit) -> tuple[str, str]:
    """Where a row stands, by the name that its stage has today."""
    return row.track, stage_now(row.stage, row.track)


def _of(reading: Reading | None) -> dict[str, Any]:
    """What a row keeps of a limit."""
    if reading is None:
        return dict.fromkeys(("limit", "started_on", "due_on", "stopped"))
    stopped = reading.state is State.STOPPED
    return {
        "limit": reading.limit.name,
        "started_on": reading.started,
        "due_on": reading.due,
        "stopped": stopped,
    }


def _write(row: Any, values: dict[str, Any]) -> None:
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)


def _keep_record(
    session: Session,
    entity: Entity | None,
    changes: Sequence[ClockChange],
    row: RunningLimit,
    now: datetime,
) -> None:
    """Keep how a limit stood on the day on which the last of those left for whom it ran."""
    left = day_left(session, row.root_id, row.track, row.stage, row.started_on)
    if left is not None:
        own = changes_at(changes, row.track, row.stage)
        reading = read_limit(row.limit, row.started_on, entity, own, now=now, ended=left)
        session.add(record_of(row.root_id, reading))


def day_left(
    session: Session, case_id: UUID, track: str | None, stage: str, since: date | None
) -> date | None:
    """The day on which the last proceeding left a stage of a track; None where none has."""
    if since is None:
        return None
    names = sorted(stage_names(stage_now(stage, track), track))
    return session.scalar(
        sa.select(sa.func.max(Move.happened_on))
        .join(Proceeding, Proceeding.id == Move.proceeding_id)
        .where(
            Move.root_id == case_id,
            Move.start.in_(names),
            Move.end.not_in(names),
            Move.happened_on >= since,
            *([Proceeding.track == track] if track else []),
        )
    )


def record_of(case_id: UUID, reading: Reading) -> ClockRecord:
    """A record of how a limit stood when it ended."""
    return ClockRecord(
        root_id=case_id,
        limit=reading.limit.name,
        started_on=reading.started,
        due_on=reading.due,
        ended_on=reading.ended,
        used=reading.used,
        allowed=reading.allowed,
        breached=reading.breached,
    )
