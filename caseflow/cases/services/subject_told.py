"""When a subject was told of a decision: recorded later, corrected, or taken back."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from caseflow.access.actor import Actor, user_of
from caseflow.audit.record import Fact, act
from caseflow.cases.acts import CaseAct
from caseflow.cases.course.event_days import received
from caseflow.cases.course.timing import case_day
from caseflow.cases.models import About, Case, Decision
from caseflow.cases.policy import TELLING
from caseflow.cases.queries import row_of
from caseflow.cases.records import correctable
from caseflow.cases.records.correctable import Group
from caseflow.cases.records.making import sealed
from caseflow.cases.services.correcting import begin_correction, check_correction
from caseflow.cases.services.correcting_days import SET_ASIDE, keep
from caseflow.errors import AlreadyDone, NotReady
from caseflow.labels import _
from caseflow.reference.entry_lag import Earlier, check_day


def record_told(
    case: Case,
    decision_id: UUID,
    *,
    on: date,
    late_reason: str = "",
    actor: Actor,
    now: datetime,
) -> None:
    """Record on which day a subject was told of a decision that was recorded without it.

    The way back is `correct_told`. Raises Refused, NotFound, AlreadyDone where a day is recorded,
    and NotReady for a decision that is set aside, and for a day ahead, before the decision, or so
    far back that it wants a reason.
    """
    session = begin_correction(case, actor, *TELLING)
    row = _decision(session, case, decision_id)
    if row.notified_on is not None:
        raise told_already(row.notified_on)
    _check_day(session, case, row, on, late_reason, now, "late_reason")
    facts: dict[str, Fact] = {"told": row.id, "on": on}
    with act(session, CaseAct.CHANGED, thing=case, facts=facts):
        _write(row, on, late_reason, actor, now)


def told_already(day: date) -> AlreadyDone:
    """That it is recorded by now when a subject was told, with the day."""
    words = _(
        "It is recorded already: the subject was told on %(day)s. Correct it if it was another"
        " day.",
        day=day,
    )
    return AlreadyDone(words, field="on")


def correct_told(
    case: Case,
    decision_id: UUID,
    *,
    on: date | None,
    reason: str,
    version: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Correct the day on which a subject was told, or with None say that they were not told yet.

    Raises Refused, NotFound, NotReady where no day is recorded or this one cannot be, and
    ChangedMeanwhile.
    """
    session = begin_correction(case, actor, *TELLING)
    row = _decision(session, case, decision_id)
    before = told_day(row)
    wanted = {"notified_on": on.isoformat() if on else ""}
    check_correction(before, wanted, version=version, reason=reason)
    if row.notified_on is None:
        raise NotReady(_("It is not recorded yet that the subject was told."))
    if on is not None:
        _check_day(session, case, row, on, reason, now, "reason")
    facts: dict[str, Fact] = {"corrected": "notified_on", "decision": row.id, "on": on}
    with act(session, CaseAct.FACTS_CORRECTED, thing=case, facts=facts):
        if on is None:
            row.notified_on = row.told_at = row.told_by = row.told_late_reason = None
        else:
            row.notified_on = on
        keep(session, case, before, reason, actor=actor, now=now)


def told_day(row: Decision) -> Group:
    """The day on which the subject was told, to compare and to keep."""
    return correctable.dated(About.DECISION, row.id, "notified_on", row.notified_on)


def _decision(session: Session, case: Case, decision_id: UUID) -> Decision:
    row: Decision = row_of(session, Decision, decision_id, case.id)
    session.refresh(row)
    if row.set_aside_at is not None:
        raise NotReady(SET_ASIDE)
    return row


def _check_day(
    session: Session,
    case: Case,
    row: Decision,
    on: date,
    reason: str,
    now: datetime,
    reason_field: str,
) -> None:
    follows = [received(case)]
    if row.decided_on is not None:
        words = _("It was decided on %(day)s: nobody was told before.", day=row.decided_on)
        follows.append(Earlier(row.decided_on, words))
    check_day(
        on,
        case_day(session, case, now),
        follows=follows,
        reason=reason,
        field="on",
        reason_field=reason_field,
    )


def _write(row: Decision, on: date, late_reason: str, actor: Actor, now: datetime) -> None:
    row.notified_on, row.told_at, row.told_by = on, now, user_of(actor)
    row.told_late_reason = sealed(late_reason)
