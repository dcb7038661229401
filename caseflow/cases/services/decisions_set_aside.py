"""Setting a decision aside before its case is closed, and taking a final finding back."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.audit.record import act
from caseflow.cases.acts import CaseAct
from caseflow.cases.course.event_days import check_move_day
from caseflow.cases.course.standing import read_facts, standings
from caseflow.cases.course.timing import case_day
from caseflow.cases.models import Case, Decision, Finding
from caseflow.cases.permissions import CasePermission
from caseflow.cases.policy import require_work
from caseflow.cases.queries import row_of
from caseflow.cases.records.kept_acts import FINDING_WITHDRAWN, keep_act
from caseflow.cases.services.moving import check_step, make
from caseflow.cases.track_effects import SET_ASIDE
from caseflow.cases.workflow import move_with, setting_aside, track
from caseflow.db import session_of
from caseflow.errors import NotFound, NotReady
from caseflow.labels import _


def set_aside(
    case: Case,
    decision_id: UUID,
    *,
    reason: str,
    actor: Actor,
    now: datetime,
    happened_on: date | None = None,
) -> Decision:
    """Set one decision aside: its proceeding goes back and waits for a new one.

    A proceeding that an old register holds at an earlier stage stays there. Its final findings
    count no more; those of the investigation do again. There is no way back but a new decision.
    Raises Refused for whoever made it, NotFound, and NotReady without a reason, or when it was set
    aside already or the case is closed: that is reopened; and for a day that lies ahead or before
    the decision.
    """
    session = session_of(case)
    require_work(session, actor, CasePermission.REVIEW, case=case)
    return _put_aside(
        session,
        case,
        decision_id,
        reason=reason,
        actor=actor,
        now=now,
        happened_on=happened_on,
    )


def withdraw_final_finding(
    case: Case,
    finding_id: UUID,
    *,
    reason: str,
    actor: Actor,
    now: datetime,
    happened_on: date | None = None,
) -> None:
    """Take a final finding back: the decision that it belongs to is set aside with it.

    Raises what `set_aside` raises, and NotReady for a finding that holds no more or belongs to no
    decision.
    """
    session = session_of(case)
    require_work(session, actor, CasePermission.REVIEW, case=case)
    finding: Finding = row_of(session, Finding, finding_id, case.id)
    if not finding.holds or finding.decision_id is None:
        raise NotReady(_("This finding cannot be taken back."))
    _put_aside(
        session,
        case,
        finding.decision_id,
        reason=reason,
        actor=actor,
        now=now,
        happened_on=happened_on,
        withdrawn=finding,
    )


def _put_aside(
    session: Session,
    case: Case,
    decision_id: UUID,
    *,
    reason: str,
    actor: Actor,
    now: datetime,
    happened_on: date | None,
    withdrawn: Finding | None = None,
) -> Decision:
    facts = read_facts(session, case, now=now)
    decision: Decision = row_of(session, Decision, decision_id, case.id)
    standing = standings(session, facts)[decision.proceeding_id]
    if decision.set_aside_at is not None:
        raise NotReady(_("This decision is set aside already."))
    step = setting_aside(standing) or move_with(track(standing.proceeding.track), SET_ASIDE)
    if step is None:
        raise NotFound(_("There is no such step."))
    check_step(standing, step, actor)
    if not reason.strip():
        raise NotReady(_("Say why."), field="reason")
    today = case_day(session, case, now)
    day = today if happened_on is None else happened_on
    check_move_day([standing], day, today, reason=reason)
    told = {
        "decision": decision.id,
        "finding": withdrawn.id if withdrawn else None,
        "happened_on": day,
    }
    with act(session, CaseAct.DECISION_SET_ASIDE, thing=case, reason=reason.strip(), facts=told):
        if withdrawn is not None:
            withdrawn.withdrawn_at = now
            keep_act(
                session,
                case,
                FINDING_WITHDRAWN,
                withdrawn.id,
                reason=reason,
                actor=actor,
                now=now,
            )
        make(
            session,
            [standing],
            facts.proceedings,
            step,
            actor=actor,
            now=now,
            day=day,
            reason=reason,
        )
    return decision
