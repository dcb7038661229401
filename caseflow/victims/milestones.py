"""What crosses from cases to files: milestones under keyed tokens, and nothing the other way.

Whoever moves a case leaves a milestone, for every case alike; only a file knows its case, sealed.
Milestones and interests are found by tokens of different purposes, so that without the keys
neither leads to the other, to a case or to a file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.access.bare_lines import barred_names
from caseflow.access.root_days import zone_of
from caseflow.cases.models import Case
from caseflow.cases.track_effects import SET_ASIDE
from caseflow.cases.workflow import Meaning, effects_of, stage_means
from caseflow.crypto.keyring import keyring_of
from caseflow.crypto.tokens import Tokenizer
from caseflow.days import day_in
from caseflow.events import (
    CaseClosed,
    CaseEvent,
    CaseMerged,
    CaseMergeUndone,
    CaseReceived,
    CaseReopened,
    DecisionMade,
    StageChanged,
    StepRedated,
    Subscription,
    on,
)
from caseflow.victims.models import Milestone, Step

MOST_JOINED = 10

STAGES = {
    Meaning.ASSESSED: Step.ASSESSED,
    Meaning.INVESTIGATING: Step.INVESTIGATION_BEGUN,
    Meaning.DECIDING: Step.INVESTIGATION_ENDED,
}
"""Which kinds of stages are worth telling; others pass in silence."""


def milestone_token(session: Session, reference: str) -> int:
    """Under what a case's milestones are kept."""
    return Tokenizer(keyring_of(session), "victims.milestones").token(reference)


def interest_token(session: Session, reference: str) -> int:
    """Under what is kept that a file was admitted for somebody of a case."""
    return Tokenizer(keyring_of(session), "victims.interests").token(reference)


def note_received(session: Session, event: CaseReceived) -> None:
    """A case was opened; those of an old register are old news."""
    if not event.admitted:
        _note(session, event, event.reference, Step.RECEIVED)


def note_stage(session: Session, event: StageChanged) -> None:
    """A proceeding reached a stage worth telling: once a day, however many subjects there are.

    Where its decision was set aside it stands at an earlier stage, and was taken up again.
    """
    if event.start == event.end or stage_means(event.start, event.track, Meaning.CLOSED):
        return  # of a case that was closed another event says that it was taken up again
    reached = (s for kind, s in STAGES.items() if stage_means(event.end, event.track, kind))
    aside = SET_ASIDE in effects_of(event.track, event.move)
    step = Step.REOPENED if aside else next(reached, None)
    if step is None:
        return
    case = session.get_one(Case, event.case_id)
    zone = zone_of(session, case.entity_id)
    if not _noted(session, case.reference, step, event, zone):
        _note(session, event, case.reference, step)


def note_decision(session: Session, event: DecisionMade) -> None:
    """A decision was made for good."""
    if event.final:
        _note(session, event, _reference(session, event.case_id), Step.DECIDED)


def note_closed(session: Session, event: CaseClosed) -> None:
    """The case was closed."""
    _note(session, event, _reference(session, event.case_id), Step.CLOSED)


def note_reopened(session: Session, event: CaseReopened) -> None:
    """The case was taken up again."""
    _note(session, event, _reference(session, event.case_id), Step.REOPENED)


def note_merged(session: Session, event: CaseMerged) -> None:
    """What is told of a merged case goes on under the one it was merged into."""
    source = _reference(session, event.case_id)
    target = _reference(session, event.into_id)
    _note(session, event, source, Step.JOINED, joined=milestone_token(session, target))


def note_merge_undone(session: Session, event: CaseMergeUndone) -> None:
    """A case that was joined to another stands by itself: its steps no longer lead on to it."""
    source = _reference(session, event.case_id)
    target = milestone_token(session, _reference(session, event.into_id))
    for step in session.scalars(
        sa.select(Milestone).where(
            Milestone.case_token == milestone_token(session, source),
            Milestone.joined_token == target,
        )
    ):
        step.joined_token = None
    _note(session, event, source, Step.REOPENED)


def note_redated(session: Session, event: StepRedated) -> None:
    """A step of a case happened on another day: what is to be told of it runs from that day."""
    reference = _reference(session, event.case_id)
    for step in session.scalars(
        sa.select(Milestone).where(
            Milestone.case_token == milestone_token(session, reference),
            Milestone.at == event.entered_at,
            # rows of earlier releases have no day: theirs is the one on which they were entered
            sa.or_(Milestone.happened_on == event.before, Milestone.happened_on.is_(None)),
        )
    ):
        step.happened_on = event.happened_on


SUBSCRIPTIONS: tuple[Subscription[Any], ...] = (
    on(CaseReceived, note_received),
    on(StageChanged, note_stage),
    on(DecisionMade, note_decision),
    on(CaseClosed, note_closed),
    on(CaseReopened, note_reopened),
    on(StepRedated, note_redated),
    on(CaseMerged, note_merged),
    on(CaseMergeUndone, note_merge_undone),
)
"""This room's lines of the table of events."""


def barred_tokens(session: Session, actor: Actor) -> frozenset[int]:
    """Under which tokens those cases leave their steps that this person is kept out of, today.

    One statement, the same whether or not a file is tied to such a case.
    """
    return frozenset(milestone_token(session, name) for name in barred_names(session, Case, actor))


def told_to(step: Milestone, barred: Collection[int]) -> bool:
    """Whether this step says nothing of a case that the reader is kept out of.

    That a case was joined to such a one says that it is there.
    """
    return step.case_token not in barred and step.joined_token not in barred


def milestones(session: Session, reference: str, *, barred: Collection[int]) -> list[Milestone]:
    """The milestones of a case, and of those it was joined to, as they were written down.

    Those of a case in `barred` (the reader's `barred_tokens`) are not there: it answers, and is
    asked of the database, like a reference that does not exist.
    """
    return milestones_of(session, [reference], barred=barred)[reference]


def milestones_of(
    session: Session, references: Collection[str], *, barred: Collection[int]
) -> dict[str, list[Milestone]]:
    """The same of several cases, by their references; one statement for each joining at most."""
    every: dict[str, list[Milestone]] = {reference: [] for reference in references}
    next_ones = {reference: milestone_token(session, reference) for reference in every}
    for _hop in range(MOST_JOINED):
        if not next_ones:
            break
        noted = _steps_under(session, set(next_ones.values()), barred)
        further = {}
        for reference, token in next_ones.items():
            rows = noted[token]
            every[reference] += rows
            joined = next((m.joined_token for m in rows if m.joined_token is not None), None)
            if joined is not None:
                further[reference] = joined
        next_ones = further
    return every


def _steps_under(
    session: Session, tokens: Collection[int], barred: Collection[int]
) -> defaultdict[int, list[Milestone]]:
    """The milestones under these tokens that the reader may be told of."""
    rows: defaultdict[int, list[Milestone]] = defaultdict(list)
    wanted = sa.select(Milestone).where(Milestone.case_token.in_(tokens))
    for step in session.scalars(wanted.order_by(Milestone.at, Milestone.id)):
        if told_to(step, barred):
            rows[step.case_token].append(step)
    return rows


def _note(
    session: Session, event: CaseEvent, reference: str, step: Step, *, joined: int | None = None
) -> None:
    session.add(
        Milestone(
            case_token=milestone_token(session, reference),
            step=step,
            at=event.at,
            happened_on=event.happened_on,
            joined_token=joined,
        )
    )


def _noted(session: Session, reference: str, step: Step, event: CaseEvent, zone: ZoneInfo) -> bool:
    """Whether this step of the case was noted already for this day at its entity."""
    token = milestone_token(session, reference)
    before = session.scalars(
        sa.select(Milestone).where(Milestone.case_token == token, Milestone.step == step)
    )
    today = event.happened_on or day_in(zone, event.at)
    return any(each.day(zone) == today for each in before)


def _reference(session: Session, case_id: UUID) -> str:
    case = session.get_one(Case, case_id)
    return case.reference
