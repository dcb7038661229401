"""Deciding: a final finding on every allegation, measures that the findings carry, reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from caseflow.access.actor import Actor, user_of
from caseflow.audit.record import act
from caseflow.cases.acts import CaseAct
from caseflow.cases.course.event_days import found_before
from caseflow.cases.course.standing import Facts, read_facts, standings
from caseflow.cases.course.timing import case_day
from caseflow.cases.models import Case, Decision, Finding, Measure, Party, Step
from caseflow.cases.permissions import CasePermission
from caseflow.cases.policy import require_work
from caseflow.cases.queries import row_of
from caseflow.cases.records.entries import DecisionEntry, FindingEntry, MeasureEntry
from caseflow.cases.records.list_choices import chosen_authority
from caseflow.cases.records.making import as_sealed_json, sealed
from caseflow.cases.services.decision_validity import let_stand
from caseflow.cases.services.departures import had_left
from caseflow.cases.services.finding import check_answer, tell, write
from caseflow.cases.services.moving import check, make
from caseflow.cases.track_effects import COUNT_DECISION
from caseflow.cases.workflow import Standing, move_with, track
from caseflow.days import office_day
from caseflow.db import session_of
from caseflow.errors import NotFound, NotReady
from caseflow.events import DecisionMade, announce
from caseflow.labels import _
from caseflow.reference.entry_lag import check_reason
from caseflow.reference.lists import Group, group_of, substantiated
from caseflow.reference.measures import MeasureKind, check_together, measures
from caseflow.workflow import Move as Way

NOT_IDENTIFIED = _("Nothing can be imposed on somebody who is not identified.")
NO_CATEGORY = _(
    "Nothing can be imposed while the subject's category of personnel is not known. Whoever edits "
    "the case can record it there, under People."
)


def decide(case: Case, entry: DecisionEntry, *, actor: Actor, now: datetime) -> Decision:
    """Decide one subject's proceeding and move it on.

    Each allegation gets a final finding: the one given, else what was found before. A
    measure needs a substantiated final finding to the standard of proof it asks for, and a subject
    whose category of personnel is known. For a subject who has left, measures are only warranted.
    The proceeding moves on on the day of the decision, which is never before it came to review.
    One event is announced when findings, decision and measures are written. Raises Refused for
    somebody who investigated, proposed or is named, NotFound, and NotReady with the field at fault.
    """
    session = session_of(case)
    require_work(session, actor, CasePermission.DECIDE, case=case)
    made = _made(session, case, entry, actor=actor, now=now)
    facts, standing, decision, answers = made.facts, made.standing, made.decision, made.answers
    with act(session, CaseAct.DECIDED, thing=case, facts={"subject": entry.subject_id}):
        session.add(decision)
        found = [
            write(session, case, a, Step.DECISION, actor=actor, now=now, decision_id=decision.id)
            for a in answers
        ]
        for row in made.imposed:
            row.root_id, row.data_key_id, row.decision_id = case.id, case.data_key_id, decision.id
        session.add_all(made.imposed)
        before = [d for d in facts.decisions if d.proceeding_id == decision.proceeding_id]
        let_stand(session, decision, before, now)
        session.flush()
        make(
            session,
            [standing],
            facts.proceedings,
            deciding_move(standing),
            actor=actor,
            now=now,
            day=made.day,
        )
    _announce(session, case, standing, decision, found, actor=actor, now=now)
    return decision


def check_decision(case: Case, entry: DecisionEntry, *, actor: Actor, now: datetime) -> None:
    """Raise what `decide` raises for this decision, before anybody is asked whether it is right.

    Nothing is kept.
    """
    session = session_of(case)
    require_work(session, actor, CasePermission.DECIDE, case=case)
    _made(session, case, entry, actor=actor, now=now)


def deciding_move(standing: Standing) -> Way:
    """The move by which a proceeding is decided. Raises NotFound where its track has none."""
    move = move_with(track(standing.proceeding.track), COUNT_DECISION)
    if move is None:
        raise NotFound(_("There is no such step."))
    return move


@dataclass(frozen=True, kw_only=True)
class _Made:
    """A decision that may be made: checked, and not kept yet."""

    facts: Facts
    standing: Standing
    decision: Decision
    answers: Sequence[FindingEntry]
    imposed: Sequence[Measure]
    day: date


def _made(
    session: Session, case: Case, entry: DecisionEntry, *, actor: Actor, now: datetime
) -> _Made:
    """Put a decision together, once all of it can be. Raises Refused, NotFound and NotReady."""
    facts = read_facts(session, case, now=now)
    standing = _standing(standings(session, facts).values(), entry.subject_id)
    subject: Party = row_of(session, Party, entry.subject_id, case.id)
    _check(entry)
    today = case_day(session, case, now)
    _check_days(case, standing, entry, today)
    decision = standing.decision = _decision(case, standing, entry, actor, now)
    check([standing], deciding_move(standing).name, actor)
    day = decision.decided_on or today
    _check_review(standing, day)
    check_reason(day, today, reason=entry.late_reason, field="late_reason")
    answers = _answers(standing, entry)
    for answer in answers:
        check_answer(case, answer, now)
    days = (office_day(now), decision.decided_on or office_day(now))
    imposed = [_measure(each, answers, subject, *days) for each in entry.measures]
    return _Made(
        facts=facts,
        standing=standing,
        decision=decision,
        answers=answers,
        imposed=imposed,
        day=day,
    )


def _standing(every: Iterable[Standing], subject_id: UUID) -> Standing:
    for standing in every:
        if standing.proceeding.subject_id == subject_id:
            return standing
    raise NotFound(_("This is not part of the case."))


def _check(entry: DecisionEntry) -> None:
    if not entry.reasons.strip():
        raise NotReady(_("Give the reasons: facts, law and proportion."), field="reasons")
    kinds = [measure.kind for measure in entry.measures]
    if len(kinds) != len(set(kinds)):
        raise NotReady(_("The same measure is listed twice."), field="measures")
    check_together([known for kind in kinds if (known := measures().get(kind))])


def _check_days(case: Case, standing: Standing, entry: DecisionEntry, today: date) -> None:
    """Raise NotReady for days ahead of the entity's, or before what they rest on."""
    decided_on, told_on = entry.decided_on or today, entry.notified_on
    found = [earlier.day for earlier in found_before(standing)]
    if decided_on > today:
        raise NotReady(_("The day of the decision lies in the future."), field="decided_on")
    if decided_on < case.received_on:
        words = _(
            "The report was received on %(day)s: nothing was decided before.", day=case.received_on
        )
        raise NotReady(words, field="decided_on")
    if found and decided_on < max(found):
        words = _("It rests on a finding of %(day)s: it was not decided before.", day=max(found))
        raise NotReady(words, field="decided_on")
    if told_on is not None and told_on > today:
        raise NotReady(_("This day has not come yet."), field="notified_on")
    if told_on is not None and told_on < decided_on:
        words = _("It was decided on %(day)s: nobody was told before.", day=decided_on)
        raise NotReady(words, field="notified_on")


def _check_review(standing: Standing, decided_on: date) -> None:
    """Raise NotReady for a day on which the proceeding had not come to where it is decided."""
    proceeding = standing.proceeding
    if proceeding.stage_since is not None and decided_on < proceeding.stage_since:
        words = _(
            "The case came to “%(stage)s” on %(day)s: it was not decided before.",
            stage=track(proceeding.track).stage(proceeding.stage).label,
            day=proceeding.stage_since,
        )
        raise NotReady(words, field="decided_on")


def _answers(standing: Standing, entry: DecisionEntry) -> list[FindingEntry]:
    """One final answer for each allegation. Raises NotReady where nothing was found yet."""
    given: Mapping[UUID, FindingEntry] = {each.allegation_id: each for each in entry.findings}
    answers = []
    for alleged in standing.allegations:
        if (own := given.get(alleged.id)) is not None:
            answers.append(own)
            continue
        before = standing.findings.get(alleged.id)
        if before is None or before.outcome is None or before.standard is None:
            raise NotReady(_("Record a finding on every allegation."), field="findings")
        answers.append(
            FindingEntry(
                allegation_id=alleged.id,
                outcome=before.outcome,
                standard=before.standard,
                authority_id=entry.authority_id,
                found_on=entry.decided_on,
            )
        )
    return answers


def _measure(
    entry: MeasureEntry,
    answers: Sequence[FindingEntry],
    subject: Party,
    today: date,
    decided_on: date,
) -> Measure:
    """A measure that these findings carry; only warranted once they left. Raises NotReady."""
    known = measures().get(entry.kind)
    if known is None or not known.in_use(today):
        raise NotReady(_("Choose one of the list."), field="measures")
    if not subject.identified:
        raise NotReady(NOT_IDENTIFIED, field="measures")
    group = group_of(subject.personnel_category)
    if group is Group.UNKNOWN:
        raise NotReady(NO_CATEGORY, field="measures")
    if group not in known.groups:
        raise NotReady(
            _("“%(measure)s” cannot be imposed on this category.", measure=known.label),
            field="measures",
        )
    proven = [a for a in answers if substantiated(a.outcome)]
    if known.kind in {MeasureKind.DISCIPLINARY, MeasureKind.SERVICE} and not proven:
        raise NotReady(
            _("“%(measure)s” needs a substantiated allegation.", measure=known.label),
            field="measures",
        )
    if known.standard is not None and not any(known.proven_by(a.standard) for a in proven):
        raise NotReady(
            _("“%(measure)s” needs a higher standard of proof.", measure=known.label),
            field="measures",
        )
    return Measure(
        kind=entry.kind,
        parameters=as_sealed_json(known.read_parameters(entry.parameters)),
        warranted=had_left(subject.left_on, decided_on),
        starts_on=entry.starts_on,
        ends_on=entry.ends_on,
    )


def _decision(
    case: Case, standing: Standing, entry: DecisionEntry, actor: Actor, now: datetime
) -> Decision:
    return Decision(
        root_id=case.id,
        data_key_id=case.data_key_id,
        proceeding_id=standing.proceeding.id,
        final=True,
        reasons=sealed(entry.reasons),
        recourse=sealed(entry.recourse),
        **chosen_authority(
            session_of(case), entry.authority_id, entity_id=case.entity_id, on=office_day(now)
        ),
        decided_on=entry.decided_on or case_day(session_of(case), case, now),
        notified_on=entry.notified_on,
        recorded_at=now,
        late_reason=sealed(entry.late_reason),
        decided_by=user_of(actor),
    )


def _announce(
    session: Session,
    case: Case,
    standing: Standing,
    decision: Decision,
    found: Sequence[Finding],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    for finding in found:
        tell(session, case, finding, actor=actor, now=now)
    announce(
        session,
        DecisionMade(
            at=now,
            happened_on=decision.decided_on,
            actor_id=user_of(actor),
            case_id=case.id,
            proceeding_id=standing.proceeding.id,
            subject_id=standing.proceeding.subject_id,
            decision_id=decision.id,
            final=decision.final,
        ),
    )
