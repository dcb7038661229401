"""What a case takes over from its proceedings: stage, outcome, due date, clocks that ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.cases.course.next_move import stand_together
from caseflow.cases.course.timing import clock, local_day
from caseflow.cases.models import (
    Case,
    CaseOutcome,
    ClockChange,
    Decision,
    Finding,
    Measure,
    Proceeding,
)
from caseflow.cases.records.case_category import refresh_category
from caseflow.cases.services.running_limits import day_left, keep_due, record_of
from caseflow.cases.workflow import counts, is_closed, least_advanced
from caseflow.reference.lists import substantiated
from caseflow.reference.models import Entity


def follow(
    session: Session,
    case: Case,
    proceedings: Sequence[Proceeding],
    entity: Entity | None,
    *,
    now: datetime,
    ended: bool = True,
) -> None:
    """Let the case's stage, outcome, category and due date follow its proceedings.

    Their days are those on which the moves happened, whenever they were written down. `ended` False
    says that nothing was done at the stage which the case leaves, as when a merge brings in, or
    takes out, somebody who stands at another one: no limit ended then, and none is recorded.
    """
    changes = session.scalars(sa.select(ClockChange).where(ClockChange.root_id == case.id)).all()
    lead = least_advanced(proceedings)
    if (lead.track, lead.stage) != (case.track or lead.track, case.stage):
        if ended:
            _keep_clock(session, case, proceedings, entity, changes, now)
        case.stage, case.stage_since, case.limit_since = lead.stage, lead.stage_since, None
    case.track, case.is_open = lead.track, not is_closed(lead)
    if not case.is_open:
        case.closed_on = case.closed_on or _last_day(proceedings, local_day(entity, now))
        case.outcome = outcome(session, case)
    else:
        case.closed_on = case.outcome = None
    refresh_category(session, case)  # after the clock of the stage that ended was kept
    keep_due(case, entity, changes, now=now, ended=ended)


def _keep_clock(
    session: Session,
    case: Case,
    proceedings: Sequence[Proceeding],
    entity: Entity | None,
    changes: Sequence[ClockChange],
    now: datetime,
) -> None:
    """Store how the limit of the stage that ends stood on the day on which it ended.

    None ended where somebody still stands there: it goes on. Nor where nobody has left the stage
    since the case stands there: somebody who stands elsewhere came to it, or went.
    """
    if any(stand_together(opened, case) for opened in proceedings if not is_closed(opened)):
        return
    ended = day_left(session, case.id, case.track, case.stage, case.stage_since)
    if ended is None:
        return
    reading = clock(case, entity, changes, now=now, ended=ended)
    if reading is not None:
        session.add(record_of(case.id, reading))


def _last_day(proceedings: Sequence[Proceeding], today: date) -> date:
    """The day on which the last of these proceedings came to its stage."""
    return max((p.stage_since for p in proceedings if p.stage_since is not None), default=today)


def outcome(session: Session, case: Case) -> CaseOutcome:
    """What came of a case, from its measures and the findings that count."""
    session.flush()
    rows = session.execute(
        sa.select(Measure.warranted, Measure.recommended)
        .join(Decision, Decision.id == Measure.decision_id)
        .where(
            Measure.root_id == case.id,
            Measure.kind.is_not(None),
            Decision.set_aside_at.is_(None),
        )
    ).all()
    imposed = [row.warranted for row in rows if not row.recommended]
    if imposed:
        return CaseOutcome.WARRANTED if all(imposed) else CaseOutcome.MEASURE
    findings = session.scalars(sa.select(Finding).where(Finding.root_id == case.id)).all()
    answers = [f.outcome for f in counts(findings).values()]
    if not answers:
        return CaseOutcome.NO_ACTION
    if any(substantiated(outcome) for outcome in answers):
        return CaseOutcome.SUBSTANTIATED
    return CaseOutcome.UNKNOWN if None in answers else CaseOutcome.NOT_SUBSTANTIATED
