"""Recording what an investigation found on an allegation."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor, user_of
from caseflow.audit.record import act
from caseflow.cases.acts import CaseAct
from caseflow.cases.course.standing import read_facts, require_alleged
from caseflow.cases.course.timing import case_day
from caseflow.cases.models import Allegation, Case, Finding, Investigation, Proceeding, Step
from caseflow.cases.permissions import CasePermission
from caseflow.cases.policy import require_work
from caseflow.cases.queries import row_of
from caseflow.cases.records.entries import FindingEntry
from caseflow.cases.records.kept_acts import FINDING_WITHDRAWN, keep_act
from caseflow.cases.records.list_choices import chosen_authority
from caseflow.cases.records.making import sealed
from caseflow.cases.workflow import Meaning, means
from caseflow.days import office_day
from caseflow.db import session_of
from caseflow.errors import NotReady, Refused
from caseflow.events import FindingRecorded, announce
from caseflow.labels import _
from caseflow.reference.entry_lag import check_reason
from caseflow.reference.lists import finding_outcomes, standards_of_proof


def record_finding(case: Case, entry: FindingEntry, *, actor: Actor, now: datetime) -> Finding:
    """Answer one allegation at the end of its investigation; a later answer takes its place.

    Only somebody who was let in to investigate may. Raises Refused, NotFound, and NotReady when
    the case is not under investigation, the answer is none of the lists, or its day lies ahead,
    before the investigation, or so far back that it wants a reason.
    """
    session = session_of(case)
    require_work(session, actor, CasePermission.FIND, case=case)
    alleged: Allegation = row_of(session, Allegation, entry.allegation_id, case.id)
    proceeding: Proceeding = row_of(session, Proceeding, alleged.proceeding_id, case.id)
    if not means(proceeding, Meaning.INVESTIGATING):
        raise NotReady(_("Findings are recorded while a case is under investigation."))
    facts = read_facts(session, case, now=now)
    require_alleged(facts, alleged)
    if actor.user_id not in facts.investigators:
        raise Refused(_("Only an investigator of this case records findings."))
    check_answer(case, entry, now)
    _check_recorded(session, case, entry, now)
    with act(session, CaseAct.FINDING_RECORDED, thing=case, facts={"allegation": alleged.code}):
        row = write(session, case, entry, Step.INVESTIGATION, actor=actor, now=now)
    tell(session, case, row, actor=actor, now=now)
    return row


def withdraw_finding(
    case: Case, finding_id: UUID, *, reason: str, actor: Actor, now: datetime
) -> None:
    """Take a finding of one's own back while it is investigated; the one before counts again.

    A final one is taken back by somebody who reviews and did not make it
    (`decisions_set_aside.withdraw_final_finding`). The way back is to record it anew. Raises
    Refused, NotFound, and NotReady for one that is final, once the investigation is over, or
    without a reason.
    """
    session = session_of(case)
    require_work(session, actor, CasePermission.FIND, CasePermission.REVIEW, case=case)
    row: Finding = row_of(session, Finding, finding_id, case.id)
    if row.step is Step.DECISION or not row.holds:
        raise NotReady(_("This finding cannot be taken back."))
    if row.recorded_by != actor.user_id:
        raise Refused(_("Only whoever recorded a finding takes it back."))
    alleged: Allegation = row_of(session, Allegation, row.allegation_id, case.id)
    opened: Proceeding = row_of(session, Proceeding, alleged.proceeding_id, case.id)
    if row.step is Step.REVIEW and not means(opened, Meaning.DECIDING):
        raise NotReady(_("The review is over: it is taken back while the case is under review."))
    if row.step is Step.INVESTIGATION and not means(opened, Meaning.INVESTIGATING):
        words = _("The investigation is over: return the case for more investigation first.")
        raise NotReady(words)
    if not reason.strip():
        raise NotReady(_("Say why."), field="reason")
    with act(
        session, CaseAct.FINDING_RECORDED, thing=case, reason=reason, facts={"withdrawn": row.id}
    ):
        row.withdrawn_at = now
        keep_act(session, case, FINDING_WITHDRAWN, row.id, reason=reason, actor=actor, now=now)


def _check_recorded(session: Session, case: Case, entry: FindingEntry, now: datetime) -> None:
    """Raise NotReady for a day before the investigation, and for a late one without a reason."""
    today = case_day(session, case, now)
    found_on = entry.found_on or today
    opened_on = session.scalar(
        sa.select(sa.func.min(Investigation.opened_on)).where(Investigation.root_id == case.id)
    )
    if opened_on is not None and found_on < opened_on:
        words = _("The investigation began on %(day)s: nothing was found before.", day=opened_on)
        raise NotReady(words, field="found_on")
    check_reason(found_on, today, reason=entry.late_reason, field="late_reason")


def check_answer(case: Case, entry: FindingEntry, now: datetime) -> None:
    """Raise NotReady for an outcome or a standard that cannot be chosen, and for no such day."""
    today = office_day(now)
    finding_outcomes().chosen(entry.outcome, field="outcome", on=today)
    standards_of_proof().chosen(entry.standard, field="standard", on=today)
    check_found_on(case, entry.found_on, case_day(session_of(case), case, now))


def check_found_on(case: Case, found_on: date | None, today: date) -> None:
    """Raise NotReady for a day ahead of the entity's, or before the report was received."""
    if found_on is None:
        return
    if found_on > today:
        raise NotReady(_("The day of the finding lies in the future."), field="found_on")
    if found_on < case.received_on:
        words = _(
            "The report was received on %(day)s: nothing was found before.", day=case.received_on
        )
        raise NotReady(words, field="found_on")


def write(
    session: Session,
    case: Case,
    entry: FindingEntry,
    step: Step,
    *,
    actor: Actor,
    now: datetime,
    decision_id: UUID | None = None,
) -> Finding:
    """The row of a finding that was checked, of the decision where it is final; within an act."""
    office = chosen_authority(
        session, entry.authority_id, entity_id=case.entity_id, on=office_day(now)
    )
    row = Finding(
        root_id=case.id,
        data_key_id=case.data_key_id,
        allegation_id=entry.allegation_id,
        step=step,
        outcome=entry.outcome,
        standard=entry.standard,
        evidence=sealed(entry.evidence),
        **office,
        found_on=entry.found_on or case_day(session, case, now),
        recorded_at=now,
        late_reason=sealed(entry.late_reason),
        recorded_by=user_of(actor),
        decision_id=decision_id,
    )
    session.add(row)
    return row


def tell(session: Session, case: Case, row: Finding, *, actor: Actor, now: datetime) -> None:
    """Announce a finding."""
    announce(
        session,
        FindingRecorded(
            at=now,
            happened_on=row.found_on,
            actor_id=user_of(actor),
            case_id=case.id,
            allegation_id=row.allegation_id,
            finding_id=row.id,
            outcome=row.outcome or "",
            final=row.step is Step.DECISION,
        ),
    )
