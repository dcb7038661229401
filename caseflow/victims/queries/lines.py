"""Lines that the day and the file both show: needs, and what the person is to be told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.clocks.calendars import WEEKENDS_ONLY
from caseflow.crypto.opening import show_rows
from caseflow.days import office_zone
from caseflow.reference.calendars import calendar_of, zone_of
from caseflow.reference.models import Entity
from caseflow.victims.milestones import milestones_of
from caseflow.victims.models import (
    CaseTie,
    Need,
    NeedKind,
    Service,
    ServiceStage,
    Step,
    Told,
    Urgency,
    VictimFile,
)
from caseflow.victims.policy import presses, tell_by


@dataclass(frozen=True)
class NeedLine:
    """A need with the referral that serves it, if any."""

    id: UUID
    kind: NeedKind
    urgency: Urgency
    words: str | None
    due_at: datetime | None
    met: bool
    presses: bool
    stage: ServiceStage | None


@dataclass(frozen=True)
class ToTell:
    """A step of the case that the person has not been told of."""

    code: str
    tie_id: UUID
    reference: str
    """Of the case that the file is tied to."""
    milestone_id: UUID
    step: Step
    happened: date
    by: date
    days_late: int


def needs_of(
    session: Session, ids: Sequence[UUID], now: datetime
) -> defaultdict[UUID, tuple[NeedLine, ...]]:
    """The needs of these files, unmet ones first."""
    found: defaultdict[UUID, tuple[NeedLine, ...]] = defaultdict(tuple)
    if not ids:
        return found
    needs = session.scalars(
        sa.select(Need).where(Need.root_id.in_(ids)).order_by(Need.met_at, Need.recorded_at)
    ).all()
    served = session.execute(
        sa.select(Service.need_id, Service.stage)
        .where(Service.root_id.in_(ids))
        .order_by(Service.referred_at)
    ).all()
    stages = {row.need_id: row.stage for row in served}
    for need, opened in zip(needs, show_rows(session, needs, ("words",)), strict=True):
        line = NeedLine(
            need.id,
            need.kind,
            need.urgency,
            opened["words"],
            need.due_at,
            need.met_at is not None,
            presses(need, now),
            stages.get(need.id),
        )
        found[need.root_id] += (line,)
    return found


def to_tell(
    session: Session, files: Sequence[VictimFile], today: date, *, barred: Collection[int]
) -> tuple[ToTell, ...]:
    """Which steps of their cases the people of these files were not told of, latest due first.

    Those of cases in `barred` (the reader's `barred_tokens`) are as if there were no such case.
    """
    if not files:
        return ()
    code = {f.id: f.code for f in files}
    places = session.scalars(
        sa.select(Entity).where(Entity.id.in_({f.entity_id for f in files if f.entity_id}))
    )
    nowhere = (office_zone(), WEEKENDS_ONLY)
    there = {place.id: (zone_of(place), calendar_of(place)) for place in places}
    by_days_of = {f.id: there[f.entity_id] if f.entity_id else nowhere for f in files}
    ties = session.scalars(
        sa.select(CaseTie).where(CaseTie.root_id.in_(code), CaseTie.untied_at.is_(None))
    ).all()
    told = {
        (tie_id, milestone_id)
        for tie_id, milestone_id in session.execute(
            sa.select(Told.tie_id, Told.milestone_id).where(Told.root_id.in_(code))
        )
    }
    opened_ties = show_rows(session, ties, ("reference",))
    cases = {opened["reference"] or "" for opened in opened_ties}
    noted = milestones_of(session, cases, barred=barred)
    found = []
    for tie, opened in zip(ties, opened_ties, strict=True):
        for milestone in noted[opened["reference"] or ""]:
            if (tie.id, milestone.id) in told:
                continue
            zone, calendar = by_days_of[tie.root_id]
            happened = milestone.day(zone)
            by = tell_by(happened, tie.tied_on, calendar)
            late = max(0, (today - by).days)
            found.append(
                ToTell(
                    code=code[tie.root_id],
                    tie_id=tie.id,
                    reference=opened["reference"] or "",
                    milestone_id=milestone.id,
                    step=milestone.step,
                    happened=happened,
                    by=by,
                    days_late=late,
                )
            )
    return tuple(sorted(found, key=lambda line: (line.by, line.happened, line.code)))
