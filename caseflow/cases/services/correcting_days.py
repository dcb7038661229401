"""Correcting the day on which a step, a finding or a decision happened.

The same rules hold as when it was entered; what was counted from the old day is counted anew. The
way back is to correct it once more. Access, hand-over and classification have no such day.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.audit.record import Fact, act
from caseflow.cases.acts import CaseAct
from caseflow.cases.course.decision_ground import decided
from caseflow.cases.course.step_days import (
    Written,
    after_finding,
    after_move,
    before_finding,
    before_move,
    check_between,
    read_written,
)
from caseflow.cases.course.timing import case_day
from caseflow.cases.models import About, Case, Decision, Finding, Step
from caseflow.cases.policy import TELLING, WORKING
from caseflow.cases.queries import row_of
from caseflow.cases.records import correctable
from caseflow.cases.records.correctable import Group
from caseflow.cases.records.making import OWN_DAY
from caseflow.cases.services.correcting import begin_correction, check_correction, keep_corrections
from caseflow.cases.services.departures import had_left
from caseflow.cases.services.redating import announce_redated, redate
from caseflow.errors import NotReady
from caseflow.labels import _
from caseflow.matters.models import Move

NO_OTHER_DAY = _("This has the day on which it was written down, or the day of the report.")
BY_DECISION = _("This is the day of the decision: correct it there.")
OLD_REGISTER = _("An old register gives this day: it is not corrected here.")
NO_MORE = _("This finding counts no more: its day stays as it is.")
SET_ASIDE = _("This decision is set aside: its days stay as they are.")
IS_FINAL = _("This is a final finding: it has the day of its decision.")


def correct_move_day(
    case: Case,
    move_id: UUID,
    *,
    day: date,
    reason: str,
    version: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Let a step have happened on another day, for all proceedings that took it together.

    Stages, limits, inquiries and the closing are counted anew. Raises Refused, also where a limit
    that has passed would count as kept (`redating.redate`); NotFound; NotReady for a step that has
    no day of its own, a day ahead, before what the step follows or after what follows it, and
    without a reason; ChangedMeanwhile where somebody corrected it since `version`.
    """
    session = begin_correction(case, actor, *WORKING)
    written = read_written(session, case)
    row: Move = row_of(session, Move, move_id, case.id)
    check_move(written, row)
    before, row_day = move_day(row), row.happened_on
    _check(before, day, version, reason)
    today = case_day(session, case, now)
    together = [each for each in written.moves if _same_act(each, row)]
    for each in together:
        if each.proceeding_id in written.withdrawn:
            continue
        check_between(
            day,
            today,
            now_on=row.happened_on,
            follows=before_move(written, each),
            followed_by=after_move(written, each),
            reason=reason,
        )
    with act(session, CaseAct.FACTS_CORRECTED, thing=case, facts=_said(before, row.id, day)):
        redate(session, case, {each.id: day for each in together}, actor=actor, now=now)
        keep(session, case, before, reason, actor=actor, now=now)
    if row.moved_at is not None and row_day is not None:
        announce_redated(session, case, row.moved_at, row_day, day, actor=actor, now=now)


def correct_finding_day(
    case: Case,
    finding_id: UUID,
    *,
    day: date,
    reason: str,
    version: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Let an allegation have been answered on another day, in an inquiry or a review.

    Raises Refused, NotFound, NotReady for a finding that is final or counts no more and for a day
    that cannot be, and ChangedMeanwhile.
    """
    session = begin_correction(case, actor, *WORKING)
    written = read_written(session, case)
    row: Finding = row_of(session, Finding, finding_id, case.id)
    check_finding(row)
    before = finding_day(row)
    _check(before, day, version, reason)
    check_between(
        day,
        case_day(session, case, now),
        now_on=row.found_on,
        follows=before_finding(written, row),
        followed_by=after_finding(written, row),
        reason=reason,
    )
    with act(session, CaseAct.FACTS_CORRECTED, thing=case, facts=_said(before, row.id, day)):
        row.found_on = day
        keep(session, case, before, reason, actor=actor, now=now)


def correct_decision_day(
    case: Case,
    decision_id: UUID,
    *,
    day: date,
    reason: str,
    version: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Let a decision have been made on another day, with its final findings and its step.

    Only while nothing final rests on the day: nobody was told of the decision, it proposes nothing
    for the screening register, and its measures are of the same kind. Else it is set aside and made
    anew. Raises Refused, NotFound, NotReady, and ChangedMeanwhile.
    """
    session = begin_correction(case, actor, *TELLING)
    written = read_written(session, case)
    row: Decision = row_of(session, Decision, decision_id, case.id)
    check_decision(session, row)
    before, decided_on = decision_day(row), row.decided_on
    _check(before, day, version, reason)
    _check_measures(session, row, day)
    own = [each for each in written.own_moves(row.proceeding_id) if _of(written, each, row)]
    for each in own:
        check_between(
            day,
            case_day(session, case, now),
            now_on=row.decided_on,
            follows=before_move(written, each),
            followed_by=after_move(written, each),
            reason=reason,
        )
    with act(session, CaseAct.FACTS_CORRECTED, thing=case, facts=_said(before, row.id, day)):
        for finding in written.findings:
            if finding.decision_id == row.id and finding.found_on == row.decided_on:
                finding.found_on = day
        row.decided_on = day
        redate(session, case, {each.id: day for each in own}, actor=actor, now=now)
        keep(session, case, before, reason, actor=actor, now=now)
    if decided_on is not None:
        announce_redated(session, case, row.recorded_at, decided_on, day, actor=actor, now=now)


def move_day(row: Move) -> Group:
    """The day of a step, to compare and to keep."""
    return correctable.dated(About.MOVE, row.id, "happened_on", row.happened_on)


def finding_day(row: Finding) -> Group:
    """The day of a finding, to compare and to keep."""
    return correctable.dated(About.FINDING, row.id, "found_on", row.found_on)


def decision_day(row: Decision) -> Group:
    """The day of a decision, to compare and to keep."""
    return correctable.dated(About.DECISION, row.id, "decided_on", row.decided_on)


def check_move(written: Written, row: Move) -> None:
    """Raise NotReady for a step that has no day of its own."""
    if written.case.admitted and row.moved_by is None:
        raise NotReady(OLD_REGISTER)
    if row.name in OWN_DAY or row.moved_at is None or row.happened_on is None:
        raise NotReady(NO_OTHER_DAY)
    if written.decides(row):
        raise NotReady(BY_DECISION)


def check_finding(row: Finding) -> None:
    """Raise NotReady for a finding whose day stays as it is."""
    if row.admitted:
        raise NotReady(OLD_REGISTER)
    if row.step is Step.DECISION:
        raise NotReady(IS_FINAL)
    if not row.holds:
        raise NotReady(NO_MORE)


def check_decision(session: Session, row: Decision) -> None:
    """Raise NotReady for a decision on whose day something final rests, with what it is."""
    if row.admitted:
        raise NotReady(OLD_REGISTER)
    if row.set_aside_at is not None:
        raise NotReady(SET_ASIDE)
    if row.notified_on is not None:
        raise NotReady(
            _(
                "The subject was told of this decision on %(day)s: its day is final. The decision "
                "has to be set aside first.",
                day=row.notified_on,
            )
        )
    ground = decided(session, row.id)
    if ground is not None and ground.qualifying():
        raise NotReady(
            _(
                "This decision goes before the screening register with its day: that is final. The "
                "decision has to be set aside first."
            )
        )


def _check_measures(session: Session, row: Decision, day: date) -> None:
    """Raise NotReady where measures would be of another kind, as the subject had left or not."""
    ground = decided(session, row.id)
    if ground is None or not ground.measures or row.decided_on is None:
        return
    left_on = ground.subject.left_on
    if had_left(left_on, row.decided_on) is not had_left(left_on, day):
        words = _(
            "The subject left on %(day)s, and the measures rest on it: the decision has to be set "
            "aside first.",
            day=left_on,
        )
        raise NotReady(words, field="day")


def _check(before: Group, day: date, version: str, reason: str) -> None:
    (fact,) = before.values
    check_correction(before, {fact: day.isoformat()}, version=version, reason=reason)


def keep(
    session: Session, case: Case, before: Group, reason: str, *, actor: Actor, now: datetime
) -> None:
    """Keep the day that stood there, with who changed it and why. Within an act."""
    keep_corrections(session, case, before, before.values, reason=reason, actor=actor, now=now)


def _said(before: Group, row_id: UUID, day: date) -> dict[str, Fact]:
    """What the trail says: which day of what, and what it is now."""
    (fact,) = before.values
    return {"corrected": fact, before.about.value: row_id, "on": day}


def _same_act(one: Move, other: Move) -> bool:
    """Whether two proceedings took a step together."""
    return (one.moved_at, one.name, one.start, one.end) == (
        other.moved_at,
        other.name,
        other.start,
        other.end,
    )


def _of(written: Written, move: Move, decision: Decision) -> bool:
    """Whether a step is the one by which a decision was made."""
    return written.decides(move) and move.moved_at == decision.recorded_at
