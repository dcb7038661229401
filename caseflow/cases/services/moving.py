"""Moving a case on: one table says what may happen, this makes it happen and writes it down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import SYSTEM, Actor
from caseflow.access.checks import require
from caseflow.access.models import Capacity, Grant
from caseflow.access.permissions import Permission
from caseflow.audit.acts import Act
from caseflow.audit.record import act
from caseflow.cases.making import sealed
from caseflow.cases.models import (
    Case,
    CaseOutcome,
    ClockChange,
    ClockRecord,
    Decision,
    Finding,
    Investigation,
    Measure,
    Move,
    Proceeding,
)
from caseflow.cases.policy import user_of
from caseflow.cases.standing import holds, read_facts, standings
from caseflow.cases.timing import clock, keep_due, local_day
from caseflow.cases.workflow import CLOSED, Standing, counts, least_advanced, track
from caseflow.db import session_of
from caseflow.errors import NotReady
from caseflow.events import CaseClosed, CaseReopened, StageChanged, announce
from caseflow.labels import _
from caseflow.reference.lists import finding_outcomes
from caseflow.reference.models import Entity
from caseflow.workflow import Move as Step


def move(case: Case, name: str, *, actor: Actor, now: datetime, reason: str | None = None) -> Case:
    """Move a case on: every open proceeding at the case's stage makes this move.

    Raises NotFound for a move there is not, Refused when this person may not make it, NotReady
    when the case stands elsewhere, something must be settled first or the reason is missing.
    """
    session = session_of(case)
    facts = read_facts(session, case, now=now)
    every = standings(session, facts)
    lead = least_advanced(facts.proceedings)
    step = track(lead.track).move(name)
    require(session, actor, Permission(step.needs), root=case)
    there = [s for s in every.values() if s.proceeding.stage == lead.stage]
    check(there, name, actor)
    if step.reason and not (reason or "").strip():
        raise NotReady(_("Say why."), field="reason")
    with act(session, Act.CASE_MOVED, thing=case, reason=reason, facts={"move": name}):
        make(session, there, facts.proceedings, step, actor=actor, now=now, reason=reason)
    return case


def check(there: Sequence[Standing], name: str, actor: Actor) -> None:
    """Raise what stands in the way of this move, for any of these proceedings."""
    judge = _EVERYTHING if actor == SYSTEM else actor
    for standing in there:
        track(standing.proceeding.track).check(standing, name, judge)


@dataclass(frozen=True)
class _System:
    """The system when it moves a case: permitted, and in nobody's conflict."""

    user_id: UUID | None = None

    def may(self, _permission: object) -> bool:
        return True


_EVERYTHING = _System()


def make(
    session: Session,
    there: Sequence[Standing],
    proceedings: Sequence[Proceeding],
    step: Step,
    *,
    actor: Actor,
    now: datetime,
    reason: str | None = None,
) -> None:
    """Move these proceedings, which were checked, and let the case follow. Within an act."""
    case = there[0].case
    entity = session.get(Entity, case.entity_id) if case.entity_id else None
    today = local_day(entity, now)
    start = there[0].proceeding.stage
    for standing in there:
        opened = standing.proceeding
        opened.stage, opened.stage_since = step.end.value, today
        session.add(
            Move(
                root_id=case.id,
                data_key_id=case.data_key_id,
                proceeding_id=opened.id,
                name=step.name,
                start=start,
                end=opened.stage,
                moved_at=now,
                moved_by=user_of(actor),
                reason=sealed(reason),
            )
        )
    for effect in step.effects:
        EFFECTS[effect](session, there, today, now)
    follow(session, case, proceedings, entity, now=now)
    session.flush()
    _announce(session, there, step, start, actor, now)


def follow(
    session: Session,
    case: Case,
    proceedings: Sequence[Proceeding],
    entity: Entity | None,
    *,
    now: datetime,
) -> None:
    """Let the case's stage, outcome and due date follow its proceedings."""
    changes = session.scalars(sa.select(ClockChange).where(ClockChange.root_id == case.id)).all()
    lead = least_advanced(proceedings)
    if lead.stage != case.stage:
        _keep_clock(session, case, entity, changes, now)
        case.stage, case.stage_since = lead.stage, lead.stage_since
    if all(p.stage == CLOSED for p in proceedings):
        case.closed_on = case.closed_on or local_day(entity, now)
        case.outcome = outcome(session, case)
    else:
        case.closed_on = case.outcome = None
    keep_due(case, entity, changes, now=now)


def _keep_clock(
    session: Session,
    case: Case,
    entity: Entity | None,
    changes: Sequence[ClockChange],
    now: datetime,
) -> None:
    """Store how the limit of the stage that ends stood."""
    reading = clock(case, entity, changes, now=now, ended=local_day(entity, now))
    if reading is None:
        return
    session.add(
        ClockRecord(
            root_id=case.id,
            limit=reading.limit.name,
            started_on=reading.started,
            due_on=reading.due,
            ended_on=reading.ended,
            used=reading.used,
            allowed=reading.allowed,
            breached=reading.breached,
        )
    )


def outcome(session: Session, case: Case) -> CaseOutcome:
    """What came of a case, from its measures and the findings that count."""
    session.flush()
    rows = session.execute(
        sa.select(Measure.warranted, Measure.recommended)
        .join(Decision, Decision.id == Measure.decision_id)
        .where(Measure.root_id == case.id, Decision.set_aside_at.is_(None))
    ).all()
    imposed = [row.warranted for row in rows if not row.recommended]
    if imposed:
        return CaseOutcome.WARRANTED if all(imposed) else CaseOutcome.MEASURE
    findings = session.scalars(sa.select(Finding).where(Finding.root_id == case.id)).all()
    answers = [finding_outcomes().get(f.outcome) for f in counts(findings).values()]
    if not answers:
        return CaseOutcome.NO_ACTION
    proven = any(answer is not None and answer.substantiated for answer in answers)
    return CaseOutcome.SUBSTANTIATED if proven else CaseOutcome.NOT_SUBSTANTIATED


def _open_investigation(
    session: Session, there: Sequence[Standing], today: date, now: datetime
) -> None:
    case = there[0].case
    grants = session.scalars(
        sa.select(Grant)
        .where(Grant.root_id == case.id, Grant.capacity == Capacity.INVESTIGATOR)
        .order_by(Grant.given_at.desc())
    ).all()
    lead = next((g.user_id for g in grants if holds(g, now.date())), None)
    session.add(
        Investigation(root_id=case.id, data_key_id=case.data_key_id, lead_id=lead, opened_on=today)
    )


def _report_investigation(
    session: Session, there: Sequence[Standing], today: date, _now: datetime
) -> None:
    for inquiry in session.scalars(
        sa.select(Investigation).where(
            Investigation.root_id == there[0].case.id, Investigation.reported_on.is_(None)
        )
    ):
        inquiry.reported_on = today


def _set_aside(session: Session, there: Sequence[Standing], _today: date, now: datetime) -> None:
    ids = [standing.proceeding.id for standing in there]
    for decision in session.scalars(
        sa.select(Decision).where(
            Decision.root_id == there[0].case.id,
            Decision.proceeding_id.in_(ids),
            Decision.set_aside_at.is_(None),
        )
    ):
        decision.set_aside_at = now


def _nothing(_session: Session, _there: Sequence[Standing], _today: date, _now: datetime) -> None:
    """What closing and deciding change is worked out for the case as a whole."""


Effect = Callable[[Session, Sequence[Standing], date, datetime], None]
EFFECTS: dict[str, Effect] = {
    "close": _nothing,
    "count_decision": _nothing,
    "open_investigation": _open_investigation,
    "reopen": _set_aside,
    "report_investigation": _report_investigation,
}


def _announce(
    session: Session,
    there: Sequence[Standing],
    step: Step,
    start: str,
    actor: Actor,
    now: datetime,
) -> None:
    case, by = there[0].case, user_of(actor)
    for standing in there:
        announce(
            session,
            StageChanged(
                at=now,
                actor_id=by,
                case_id=case.id,
                proceeding_id=standing.proceeding.id,
                move=step.name,
                start=start,
                end=step.end.value,
            ),
        )
    if step.end.value == CLOSED and case.outcome is not None:
        announce(
            session,
            CaseClosed(at=now, actor_id=by, case_id=case.id, outcome=case.outcome.value),
        )
    if start == CLOSED:
        announce(session, CaseReopened(at=now, actor_id=by, case_id=case.id))
