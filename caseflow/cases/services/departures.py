"""The day on which a subject left: from then on measures are only warranted."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.audit.record import Fact, act
from caseflow.cases.acts import CaseAct
from caseflow.cases.course.timing import case_day
from caseflow.cases.models import Case, Decision, Measure, Part, Party, Proceeding
from caseflow.cases.permissions import CasePermission
from caseflow.cases.policy import require_work
from caseflow.cases.queries import row_of
from caseflow.cases.records.kept_acts import DEPARTURE, keep_act
from caseflow.cases.workflow import is_closed
from caseflow.db import session_of
from caseflow.errors import NotReady
from caseflow.labels import _

FIELD = "left_on"
LONGEST_AGO = 70
"""Years before the report in which nobody left of whom it can be about."""
FAR_BACK = 365
"""Days before the report from which somebody says how it is known that a person left then."""


def record_departure(
    case: Case,
    subject_id: UUID,
    *,
    on: date | None,
    before: date | None = None,
    reason: str = "",
    actor: Actor,
    now: datetime,
) -> None:
    """Write down on which day a subject left the organisation, correct it, or take it back.

    `before` is the day that the page showed; `on` None takes it back. Both days, who wrote them
    down and why stand in the timeline. Raises Refused, NotFound, and NotReady at its field: for a
    day to come, a correction or a day long before the report without a reason, and a day that
    changes what a decision on measures rests on.
    """
    session = session_of(case)
    require_work(session, actor, CasePermission.EDIT, case=case)
    subject: Party = row_of(session, Party, subject_id, case.id)
    if subject.part is not Part.SUBJECT or not subject.identified:
        raise NotReady(_("Only an identified subject can have left."))
    if is_closed(case):
        raise NotReady(_("This case is closed: reopen it first."))
    session.refresh(subject, with_for_update=True)
    if subject.left_on != before:
        raise NotReady(_("Somebody changed this day since. Look at it again."), field=FIELD)
    if on == before:
        words = _("Enter the day.") if on is None else _("This day is recorded already.")
        raise NotReady(words, field=FIELD)
    if on is not None and on > case_day(session, case, now):
        raise NotReady(_("The day of leaving lies in the future."), field=FIELD)
    if on is not None and on.year < case.received_on.year - LONGEST_AGO:
        raise NotReady(_("This is too long ago: look at the year."), field=FIELD)
    if before is not None and not reason.strip():
        raise NotReady(_("Say why."), field="reason")
    if on is not None and (case.received_on - on).days > FAR_BACK and not reason.strip():
        words = _("This is long before the report. Say how it is known.")
        raise NotReady(words, field="reason")
    _require_no_decision(session, subject, on)
    facts: dict[str, Fact] = {"left": subject.id, "on": on, "before": before}
    with act(session, CaseAct.CHANGED, thing=case, reason=reason.strip() or None, facts=facts):
        subject.left_on = on
        keep_act(
            session,
            case,
            DEPARTURE,
            subject.id,
            before=before,
            reason=reason,
            actor=actor,
            now=now,
        )


def had_left(left_on: date | None, day: date) -> bool:
    """Whether somebody had left on the day of a decision: its measures are only warranted."""
    return left_on is not None and left_on <= day


def _require_no_decision(session: Session, subject: Party, on: date | None) -> None:
    """Raise NotReady where measures that stand would be of another kind with this day."""
    days = session.scalars(
        sa.select(Decision.decided_on)
        .join(Proceeding, Proceeding.id == Decision.proceeding_id)
        .join(Measure, Measure.decision_id == Decision.id)
        .where(Proceeding.subject_id == subject.id, Decision.set_aside_at.is_(None))
    )
    for day in filter(None, days):
        if had_left(subject.left_on, day) is not had_left(on, day):
            words = _(
                "The measures decided on %(day)s rest on this: the decision has to be set aside "
                "first.",
                day=day,
            )
            raise NotReady(words, field=FIELD)
