"""Recording what a review makes of an investigation's finding."""

from __future__ import annotations

from datetime import date, datetime

from caseflow.access.actor import Actor
from caseflow.audit.record import act
from caseflow.cases.acts import CaseAct
from caseflow.cases.course.standing import read_facts, require_alleged
from caseflow.cases.course.timing import case_day
from caseflow.cases.models import Allegation, Case, Finding, Proceeding, Step
from caseflow.cases.permissions import CasePermission
from caseflow.cases.policy import require_work
from caseflow.cases.queries import row_of
from caseflow.cases.records.entries import FindingEntry
from caseflow.cases.services.finding import check_answer, tell, write
from caseflow.cases.workflow import Meaning, counts, means
from caseflow.db import session_of
from caseflow.errors import NotReady, Refused
from caseflow.labels import _
from caseflow.reference.entry_lag import check_reason


def record_review(case: Case, entry: FindingEntry, *, actor: Actor, now: datetime) -> Finding:
    """Answer one allegation as the review of its investigation; it counts until the decision.

    The investigation's own finding stays and can be read in the course of the case; a later review
    takes the place of this one. Raises Refused for whoever investigated the case, NotFound, and
    NotReady when the case is not under review, nothing was found before, or the answer is none of
    the lists.
    """
    session = session_of(case)
    require_work(session, actor, CasePermission.REVIEW, case=case)
    alleged: Allegation = row_of(session, Allegation, entry.allegation_id, case.id)
    proceeding: Proceeding = row_of(session, Proceeding, alleged.proceeding_id, case.id)
    if not means(proceeding, Meaning.DECIDING):
        raise NotReady(_("A review is recorded while a case is under review."))
    facts = read_facts(session, case, now=now)
    require_alleged(facts, alleged)
    if actor.user_id in facts.investigators:
        raise Refused(_("You investigated this case: somebody else reviews it."))
    reviewed = counts(facts.findings).get(alleged.id)
    if reviewed is None:
        raise NotReady(_("Nothing was found on this allegation: there is nothing to review."))
    check_answer(case, entry, now)
    _check_day(entry, reviewed, case_day(session, case, now))
    said = {"allegation": alleged.code, "step": Step.REVIEW.value}
    with act(session, CaseAct.FINDING_RECORDED, thing=case, facts=said):
        row = write(session, case, entry, Step.REVIEW, actor=actor, now=now)
    tell(session, case, row, actor=actor, now=now)
    return row


def _check_day(entry: FindingEntry, reviewed: Finding, today: date) -> None:
    """Raise NotReady for a day before the finding, and for a late one without a reason."""
    found_on = entry.found_on or today
    if reviewed.found_on is not None and found_on < reviewed.found_on:
        words = _("The finding is of %(day)s: it was not reviewed before.", day=reviewed.found_on)
        raise NotReady(words, field="found_on")
    check_reason(found_on, today, reason=entry.late_reason, field="late_reason")
