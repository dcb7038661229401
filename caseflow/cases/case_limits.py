"""The limits of all who stand in a case: of its own stage, and of those who stand elsewhere.

A case falls due with the first of them. `services.running_limits` keeps them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.cases.case_category import asks_strict_limits, standing_answers
from caseflow.cases.models import Case, ClockChange, Proceeding
from caseflow.cases.timing import Place, clock
from caseflow.cases.workflow import is_closed, limits_at
from caseflow.clocks.reading import Reading, State
from caseflow.reference.models import Entity


@dataclass(frozen=True)
class CaseLimits:
    """The limits that run in a case: of its stage, if one runs, and of other places."""

    own: Reading | None
    apart: Mapping[Place, Reading]

    @property
    def first(self) -> Reading | None:
        """The one that ends first; one that stands still comes after all that run."""
        every = [*([self.own] if self.own else []), *self.apart.values()]
        return min(every, key=lambda r: (r.state is State.STOPPED, r.due), default=None)

    @property
    def columns(self) -> dict[str, Any]:
        """What the case keeps of them for lists."""
        first = self.first
        return {
            "due_on": first.due if first else None,
            "due_limit": first.limit.name if first and first is not self.own else None,
            "clock_stopped": first is not None and first.state is State.STOPPED,
        }


def read_limits(
    case: Case,
    entity: Entity | None,
    changes: Sequence[ClockChange],
    apart: Sequence[Place],
    *,
    now: datetime,
) -> CaseLimits:
    """How all limits of a case stand; `apart` are the places of those who stand elsewhere."""
    readings = {place: clock(case, entity, changes, now=now, place=place) for place in apart}
    return CaseLimits(
        clock(case, entity, changes, now=now),
        {place: reading for place, reading in readings.items() if reading is not None},
    )


def places_apart(session: Session, cases: Sequence[Case]) -> defaultdict[UUID, list[Place]]:
    """Where subjects stand elsewhere than their case and a limit may run, of each case.

    At each such stage the limit runs from the day on which the first of them came there.
    """
    here = {case.id: (case.track, case.stage) for case in cases}
    groups: defaultdict[tuple[UUID, str, str], list[Any]] = defaultdict(list)
    wanted = sa.select(
        Proceeding.root_id,
        Proceeding.id,
        Proceeding.track,
        Proceeding.stage,
        Proceeding.stage_since,
    ).where(Proceeding.root_id.in_(here), Proceeding.withdrawal_id.is_(None))
    for row in session.execute(wanted):
        apart = (row.track, row.stage) != here[row.root_id]
        if apart and not is_closed(row) and limits_at(row.stage, row.track):
            groups[(row.root_id, row.track, row.stage)].append(row)
    places: defaultdict[UUID, list[Place]] = defaultdict(list)
    for (root_id, track, stage), rows in sorted(groups.items()):
        strict = _is_strict(session, root_id, track, stage)
        places[root_id].append(place_of_group(track, stage, rows, strict=strict))
    return places


def place_of_group(track: str, stage: str, members: Sequence[Any], *, strict: bool) -> Place:
    """Where the limit of these runs, who stand at one stage; no day where one of theirs is gone."""
    days = [member.stage_since for member in members]
    return Place(track, stage, None if None in days else min(days), strict)


def _is_strict(session: Session, root_id: UUID, track: str, stage: str) -> bool:
    """Whether shorter limits run for those who stand at this stage; asked only where there are."""
    if len(limits_at(stage, track)) < 2:
        return False
    return asks_strict_limits(
        (row.type, row.outcome)
        for row in standing_answers(session, root_id)
        if (row.track, row.stage) == (track, stage)
    )
