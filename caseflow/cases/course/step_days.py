"""Between which days a step that was written down can have happened.

The same rules as when it was entered: not ahead, not before what it follows; and not after what
was entered after it and follows it. A rule that the day breaks already holds nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.cases.course.event_days import received
from caseflow.cases.course.stays import moves_in_order
from caseflow.cases.models import (
    Allegation,
    Case,
    ClockChange,
    Decision,
    Finding,
    Investigation,
    Proceeding,
    Step,
)
from caseflow.cases.track_effects import COUNT_DECISION
from caseflow.cases.workflow import Meaning, effects_of, limits_at, stage_means
from caseflow.db import WITH_WITHDRAWN
from caseflow.errors import NotReady
from caseflow.labels import Text, _
from caseflow.matters.models import Move
from caseflow.reference.entry_lag import Earlier, check_day


@dataclass(frozen=True)
class Later:
    """A day after which something did not happen, with the sentence that says which and why."""

    day: date
    words: Text


@dataclass(frozen=True)
class Written:
    """Everything in a case that has a day, as it was written down."""

    case: Case
    tracks: dict[UUID, str]
    withdrawn: frozenset[UUID]
    """Proceedings that were entered by mistake: they bind nobody."""
    moves: Sequence[Move]
    allegations: dict[UUID, Allegation]
    findings: Sequence[Finding]
    decisions: Sequence[Decision]
    inquiries: Sequence[Investigation]
    changes: Sequence[ClockChange]

    def own_moves(self, proceeding_id: UUID) -> list[Move]:
        """The moves of one proceeding, in the order in which they were written down."""
        return [move for move in self.moves if move.proceeding_id == proceeding_id]

    def own_findings(self, proceeding_id: UUID) -> list[Finding]:
        """The findings of an inquiry or a review in one proceeding."""
        return [
            each
            for each in self.findings
            if each.step is not Step.DECISION
            and self.allegations[each.allegation_id].proceeding_id == proceeding_id
        ]

    def decides(self, move: Move) -> bool:
        """Whether a move is a decision's own, so that it has the day of the decision."""
        return COUNT_DECISION in effects_of(self.tracks[move.proceeding_id], move.name)


def read_written(session: Session, case: Case) -> Written:
    """Everything of a case that has a day."""

    def rows(model: type[Any]) -> list[Any]:
        wanted = sa.select(model).where(model.root_id == case.id)
        return list(session.scalars(wanted.order_by(model.id), execution_options=WITH_WITHDRAWN))

    opened = rows(Proceeding)
    return Written(
        case,
        {each.id: each.track for each in opened},
        frozenset(each.id for each in opened if each.withdrawal_id is not None),
        moves_in_order(session, case),
        {each.id: each for each in rows(Allegation)},
        rows(Finding),
        rows(Decision),
        rows(Investigation),
        rows(ClockChange),
    )


def check_between(
    day: date,
    today: date,
    *,
    now_on: date | None,
    follows: Iterator[Earlier],
    followed_by: Iterator[Later],
    reason: str,
    field: str = "day",
) -> None:
    """Raise NotReady for a day ahead, before what it follows, or after what follows it."""
    earlier = [each for each in follows if now_on is None or each.day <= now_on]
    check_day(day, today, follows=earlier, reason=reason, field=field)
    later = [each for each in followed_by if now_on is None or each.day >= now_on]
    first = min(later, key=lambda each: each.day, default=None)
    if first is not None and day > first.day:
        raise NotReady(first.words, field=field)


def before_move(written: Written, move: Move) -> Iterator[Earlier]:
    """What a move follows: the receipt, the step before it, the findings and the decision."""
    yield received(written.case)
    own = written.own_moves(move.proceeding_id)
    for each in own[: own.index(move)]:
        if each.happened_on is not None:
            words = _(
                "The step before it was taken on %(day)s: this one was not taken before.",
                day=each.happened_on,
            )
            yield Earlier(each.happened_on, words)
    for day in _found(written, move):
        yield Earlier(day, _("It rests on a finding of %(day)s: it was not done before.", day=day))
    for decision in written.decisions:
        earlier = _held(decision, decision.set_aside_at, move)
        same = decision.proceeding_id == move.proceeding_id
        if same and earlier and decision.decided_on and not written.decides(move):
            words = _(
                "The decision was made on %(day)s: this step was not taken before.",
                day=decision.decided_on,
            )
            yield Earlier(decision.decided_on, words)


def after_move(written: Written, move: Move) -> Iterator[Later]:
    """What follows a move: the next step, what was found then, what was done to the limit."""
    own = written.own_moves(move.proceeding_id)
    rest = own[own.index(move) + 1 :]
    for each in rest:
        if each.happened_on is not None:
            yield _followed(each.happened_on)
    until = rest[0] if rest else None
    way = written.tracks[move.proceeding_id]
    if stage_means(move.end, way, Meaning.INVESTIGATING):
        for finding in written.own_findings(move.proceeding_id):
            if finding.found_on and _between(finding, move, until):
                words = _(
                    "Something was found on %(day)s: the investigation began by then.",
                    day=finding.found_on,
                )
                yield Later(finding.found_on, words)
    limits = limits_at(move.end, way)
    for change in written.changes:
        ours = change.limit in limits and move.start != move.end
        if ours and _between(change, move, until):
            words = _(
                "The time limit was stopped or extended on %(day)s: it ran by then.",
                day=change.starts_on,
            )
            yield Later(change.starts_on, words)


def before_finding(written: Written, finding: Finding) -> Iterator[Earlier]:
    """What a finding follows: the receipt, the inquiry; a review also what it reviewed."""
    yield received(written.case)
    opened_on = min((each.opened_on for each in written.inquiries), default=None)
    if opened_on is not None:
        words = _("The investigation began on %(day)s: nothing was found before.", day=opened_on)
        yield Earlier(opened_on, words)
    if finding.step is not Step.REVIEW:
        return
    for each in written.findings:
        inquired = each.step is Step.INVESTIGATION and _held(each, each.withdrawn_at, finding)
        if inquired and each.allegation_id == finding.allegation_id and each.found_on is not None:
            words = _("The finding is of %(day)s: it was not reviewed before.", day=each.found_on)
            yield Earlier(each.found_on, words)


def after_finding(written: Written, finding: Finding) -> Iterator[Later]:
    """What follows a finding: its review, and every step that was written down after it."""
    alleged = written.allegations[finding.allegation_id]
    for each in written.findings:
        reviews = each.step is Step.REVIEW and each.holds and finding.step is Step.INVESTIGATION
        later = each.allegation_id == alleged.id and each.id > finding.id
        if reviews and later and each.found_on is not None:
            words = _("It was reviewed on %(day)s: it was found by then.", day=each.found_on)
            yield Later(each.found_on, words)
    for move in written.own_moves(alleged.proceeding_id):
        if move.id > finding.id and move.happened_on is not None:
            yield _followed(move.happened_on)


def _followed(day: date) -> Later:
    return Later(day, _("The step after it was taken on %(day)s: this was done by then.", day=day))


def _found(written: Written, move: Move) -> list[date]:
    """The days of the findings that counted when a move was written down."""
    counted: dict[UUID, Finding] = {}
    for each in sorted(written.own_findings(move.proceeding_id), key=lambda f: f.id):
        ended = min(filter(None, (each.withdrawn_at, each.set_aside_at)), default=None)
        if _held(each, ended, move):
            counted[each.allegation_id] = each
    return [each.found_on for each in counted.values() if each.found_on is not None]


def _held(row: Finding | Decision, ended_at: datetime | None, then: Move | Finding) -> bool:
    """Whether what was written down before another row held when that was written down.

    Ids are in the order in which rows were made.
    """
    at = then.moved_at if isinstance(then, Move) else then.recorded_at
    return row.id < then.id and (ended_at is None or at is None or ended_at > at)


def _between(row: Finding | ClockChange, start: Move, until: Move | None) -> bool:
    """Whether a row was written down after one move and before the next, where there is one."""
    return start.id < row.id and (until is None or row.id < until.id)
