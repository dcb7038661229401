"""The limits of all who stand in a case: of its own stage, and of those who stand elsewhere.

A case falls due with the first of them. `services.running_limits` keeps them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.cases.course.stays import Standing, since_when
from caseflow.cases.course.timing import Place, clock, place_of
from caseflow.cases.models import Case, ClockChange, Proceeding
from caseflow.cases.records.case_category import asks_strict_limits, standing_answers
from caseflow.cases.workflow import limits_at
from caseflow.clocks.reading import Reading, State
from caseflow.db import WITH_WITHDRAWN
from caseflow.reference.models import Entity


@dataclass(frozen=True)
class Places:
    """Where limits may run in a case: at its own stage, and where others of its subjects stand.

    At each stage the limit runs as long as somebody has been there.
    """

    own: Place
    apart: tuple[Place, ...] = ()


@dataclass(frozen=True)
class CaseLimits:
    """The limits that run in a case: of its stage, if one runs, and of other places."""

    own: Reading | None
    apart: Mapping[Place, Reading]
    since: date | None
    """The first day of the limit of its stage, where somebody came there before it."""

    @property
    def first(self) -> Reading | None:
        """The one that ends first; one that stands still comes after all that run."""
        every = [*([self.own] if self.own else []), *self.apart.values()]
        return min(every, key=lambda r: (r.state is State.STOPPED, r.due), default=None)

    @property
    def columns(self) -> dict[str, Any]:
        """What the case keeps of them."""
        first = self.first
        return {
            "limit_since": self.since,
            "due_on": first.due if first else None,
            "due_limit": first.limit.name if first and first is not self.own else None,
            "clock_stopped": first is not None and first.state is State.STOPPED,
        }


def read_limits(
    case: Case,
    entity: Entity | None,
    changes: Sequence[ClockChange],
    places: Places,
    *,
    now: datetime,
) -> CaseLimits:
    """How all limits of a case stand."""
    own, since = places.own, places.own.since
    readings = {at: clock(case, entity, changes, now=now, place=at) for at in places.apart}
    return CaseLimits(
        clock(case, entity, changes, now=now, place=own),
        {place: reading for place, reading in readings.items() if reading is not None},
        since if since != case.stage_since else None,
    )


def places_in(session: Session, cases: Sequence[Case]) -> dict[UUID, Places]:
    """Where limits may run in each of these cases.

    Of a case of one subject that is asked of its own row; of the others their course is followed.
    """
    ids = [case.id for case in cases]
    wanted = sa.select(Proceeding.root_id).where(Proceeding.root_id.in_(ids))
    several = wanted.group_by(Proceeding.root_id).having(sa.func.count(Proceeding.id) > 1)
    many = set(session.scalars(several, execution_options=WITH_WITHDRAWN))
    return {case.id: _places(session, case, followed=case.id in many) for case in cases}


def _places(session: Session, case: Case, *, followed: bool) -> Places:
    plain = place_of(case)._replace(since=case.stage_since)
    if not followed:
        return Places(plain)
    entity = session.get(Entity, case.entity_id) if case.entity_id else None
    began = since_when(session, case, entity)
    here = (case.track or "", plain.stage)
    days = [day for day in (began.pop(here, None), case.stage_since) if day is not None]
    own = plain._replace(since=min(days, default=None))
    return Places(own, tuple(_apart(session, case.id, began)))


def _apart(
    session: Session, case_id: UUID, began: Mapping[Standing, date | None]
) -> Sequence[Place]:
    return [
        Place(track, stage, since, _is_strict(session, case_id, track, stage))
        for (track, stage), since in sorted(began.items())
        if limits_at(stage, track)
    ]


def _is_strict(session: Session, root_id: UUID, track: str, stage: str) -> bool:
    """Whether shorter limits run for those who stand at this stage; asked only where there are."""
    if len(limits_at(stage, track)) < 2:
        return False
    return asks_strict_limits(
        (row.type, row.outcome)
        for row in standing_answers(session, root_id)
        if (row.track, row.stage) == (track, stage)
    )
