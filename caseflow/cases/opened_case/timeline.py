"""What happened in a case, as a timeline: in the order of the days on which it happened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any

from caseflow.cases.course.decision_ground import Decided
from caseflow.cases.course.timing import local_day
from caseflow.cases.models import About, ChangeKind, Decision, Finding, Step
from caseflow.cases.opened_case.items import DECLINED
from caseflow.cases.opened_case.loading import Loaded, person
from caseflow.cases.opened_case.timeline_acts import acts
from caseflow.cases.opened_case.views import EventView
from caseflow.cases.opened_case.withdrawn import withdrawals
from caseflow.cases.records.correctable import LABELS
from caseflow.cases.records.kept_acts import KEPT_ACTS
from caseflow.cases.records.making import IDENTIFIED, MERGED, OWN_DAY, RECEIVED, UNMERGED
from caseflow.cases.track_effects import COUNT_DECISION
from caseflow.cases.workflow import effects_of, stage_label, track
from caseflow.labels import Text, _
from caseflow.reference.lists import finding_outcomes
from caseflow.workflow import Workflow

GROUNDS = {
    "subject_unavailable": _("the subject cannot take part"),
    "national_proceedings": _("national proceedings"),
}


NAMED = {
    IDENTIFIED: _("Subject identified after the decision: taken up anew"),
    MERGED: _("Merged into another case"),
    UNMERGED: _("Merge undone: the case stands where it stood"),
}
"""Moves that are told by what was done, not by where they lead."""


def ground_label(ground: str | None) -> Text:
    """The words of a ground on which a clock stands still."""
    known = GROUNDS.get(ground or "")
    return known if known is not None else Text((ground or "").replace("_", " "))


def timeline(found: Loaded) -> tuple[EventView, ...]:
    """What happened, the newest first: by its day, and within a day as it was written down."""
    events: list[EventView] = [*_moves(found), *_once(_answers(found)), *_clocks(found)]
    events += [*_corrections(found), *withdrawals(found), *acts(found)]
    events += [
        EventView(kind="note", label=_("Note added"), at=row.at, by=person(found, row.who))
        for row in found.items["note"]
    ]
    known = found.case.logged_at  # what has no day was known when the case was brought in

    def when(event: EventView) -> tuple[date, datetime]:
        at = event.at or known
        return event.on or found.day(at), at

    return tuple(sorted((_dated(found, e) for e in events), key=when, reverse=True))


def _dated(found: Loaded, event: EventView) -> EventView:
    """The event with the days between its day and its entry; an old register's has no entry.

    They are below 0 where its day was corrected to one after the entry.
    """
    if event.at is None or event.on is None or event.whole_day:
        return event
    return replace(event, lag=(found.day(event.at) - event.on).days)


@dataclass(frozen=True)
class EntryLag:
    """How late a case was written down: of `entries`, how many late, and by how many days."""

    entries: int
    late: int
    longest: int


def entry_lag(events: Sequence[EventView]) -> EntryLag:
    """The figure of a timeline; notes are written when they are written, and count nothing."""
    lags = [e.lag for e in events if e.on is not None and not e.whole_day]
    return EntryLag(len(lags), sum(n > 0 for n in lags), max([0, *lags]))


def _moves(found: Loaded) -> Iterator[EventView]:
    ways = {opened.id: track(opened.track) for opened in found.every_proceeding.values()}
    seen: set[tuple[str, str, datetime | None]] = set()
    first = min((row.at for row in found.items["move"] if row.code == RECEIVED), default=None)
    for row in found.items["move"]:
        if (row.code, row.end, row.at) in seen:
            continue  # the same act on several proceedings is told once
        seen.add((row.code, row.end, row.at))
        label = _move_label(row, ways[row.other])
        if row.code == RECEIVED and not found.case.admitted:
            # each subject has a course of their own, begun when they are named
            label = _("Report received") if row.at == first else _("Subject named")
        dated = _dated_move(found, row, ways[row.other])
        yield EventView(
            kind="received" if row.code == RECEIVED else "move",
            label=label,
            at=row.at,
            on=row.first,
            whole_day=found.case.admitted and row.who is None,
            by=person(found, row.who),
            quote=found.text(row.id, "reason"),
            correctable=("move", row.id) if dated else None,
        )


def _move_label(row: Any, way: Workflow) -> Text:
    if row.code in NAMED:
        return NAMED[row.code]
    if row.start == row.end:  # of a matter that an old register calls undecided
        return _("Decision set aside")
    return _("Moved to “%(stage)s”", stage=stage_label(row.end, way.name))


def _dated_move(found: Loaded, row: Any, way: Workflow) -> bool:
    """Whether a step has a day of its own, which can be corrected."""
    old = found.case.admitted and row.who is None
    own = row.code in OWN_DAY or COUNT_DECISION in effects_of(way.name, row.code)
    return not old and not own and row.at is not None and row.first is not None


def _answers(found: Loaded) -> Iterator[EventView]:
    every = found.every_allegation
    whose = {opened.id: subject for subject, opened in found.every_proceeding.items()}
    for finding in found.findings.values():
        alleged = every[finding.allegation_id]
        yield EventView(
            kind="finding",
            subject_id=whose.get(alleged.proceeding_id),
            label=_finding_label(finding, alleged.code),
            at=_noon(finding.found_on) if finding.admitted else finding.recorded_at,
            on=finding.found_on,
            whole_day=finding.admitted,
            by=person(found, finding.recorded_by),
            quote=found.text(finding.id, "evidence"),
            late_reason=found.text(finding.id, "late_reason"),
            correctable=("finding", finding.id) if _dated_finding(finding) else None,
        )
    for decision in found.decisions.values():
        if not decision.final:
            continue  # an old register's recommendation
        yield EventView(
            kind="decision",
            subject_id=whose.get(decision.proceeding_id),
            label=_("Decision") if decision.set_aside_at is None else _("Decision, set aside"),
            at=_noon(decision.decided_on) if decision.admitted else decision.recorded_at,
            on=decision.decided_on,
            whole_day=decision.admitted,
            by=person(found, decision.decided_by),
            late_reason=found.text(decision.id, "late_reason"),
            correctable=("decision", decision.id) if _dated_decision(found, decision) else None,
        )
        if decision.notified_on is not None:
            yield replace(_told(found, decision), subject_id=whose.get(decision.proceeding_id))


def _dated_finding(finding: Finding) -> bool:
    """Whether the day of a finding can be corrected; a final one has that of its decision."""
    return finding.holds and not finding.admitted and finding.step is not Step.DECISION


def _dated_decision(found: Loaded, decision: Decision) -> bool:
    """Whether the day of a decision can be corrected: nothing final rests on it.

    Nobody was told of it, and it does not go before the screening register.
    """
    stands = decision.set_aside_at is None and decision.notified_on is None
    return stands and not decision.admitted and not _ground(found, decision).qualifying()


def _ground(found: Loaded, decision: Decision) -> Decided:
    """What a decision rests on, of what was loaded."""
    opened = {each.id: each for each in found.every_proceeding.values()}[decision.proceeding_id]
    subject = next(each for each in found.every_party if each.id == opened.subject_id)
    final = (f for f in found.findings.values() if f.decision_id == decision.id)
    answers = [
        (found.every_allegation[each.allegation_id], each)
        for each in final
        if each.step is Step.DECISION and each.withdrawn_at is None
    ]
    return Decided(
        found.case, opened, subject, decision, answers, found.measures.get(decision.id, [])
    )


def _told(found: Loaded, decision: Decision) -> EventView:
    """That a subject was told; written down with the decision, or later."""
    later = decision.told_at is not None
    return EventView(
        kind="decision",
        label=_("Subject told of the decision"),
        at=decision.told_at or decision.recorded_at,
        on=decision.notified_on,
        by=person(found, decision.told_by if later else decision.decided_by),
        late_reason=found.text(decision.id, "told_late_reason"),
        correctable=("told", decision.id) if decision.set_aside_at is None else None,
    )


def _once(events: Iterable[EventView]) -> Iterator[EventView]:
    """Lines that would read the same word for word, told once, as of one act.

    An old register may recommend a finding and make it, and give no day of either.
    """
    told: set[tuple[object, ...]] = set()
    for event in events:
        line = (event.label, event.at, event.on, event.by, event.quote, event.subject_id)
        if line not in told:
            told.add(line)
            yield event


def _finding_label(finding: Finding, code: str) -> Text:
    outcome = finding_outcomes().label(finding.outcome)
    if not finding.outcome:
        return _("Finding on %(code)s, not mapped", code=code)
    if finding.withdrawn_at is not None:
        return _("Finding on %(code)s, withdrawn: %(outcome)s", code=code, outcome=outcome)
    if finding.set_aside_at is not None:
        return _("Finding on %(code)s, set aside: %(outcome)s", code=code, outcome=outcome)
    if finding.step is Step.REVIEW:
        return _("Review of %(code)s: %(outcome)s", code=code, outcome=outcome)
    return _("Finding on %(code)s: %(outcome)s", code=code, outcome=outcome)


def _noon(day: date | None) -> datetime | None:
    """A moment of a day of which no hour is known, to put it in order."""
    return datetime.combine(day, time(12), UTC) if day is not None else None


def _clocks(found: Loaded) -> Iterator[EventView]:
    for row in found.items["clock"]:
        yield EventView(
            kind="clock",
            label=_clock_label(found, row),
            at=row.at,
            on=row.first,
            by=person(found, row.who),
            quote=found.text(row.id, "reason"),
        )
    for row in found.items["settled"]:
        label = _settled_label(found, row)
        yield EventView(kind="clock", label=label, at=row.at, by=person(found, row.who))


def _clock_label(found: Loaded, row: Any) -> Text:
    """What was done to the clock; earlier releases extended without a proposal."""
    if row.code != ChangeKind.STOP:
        alone = row.code == ChangeKind.EXTENSION and row.done is None
        return _("Time limit extended") if alone else _("Extension of the time limit proposed")
    if row.first == local_day(found.entity, row.at):
        return _("Clock stopped: %(ground)s", ground=ground_label(row.end))
    return _(
        "Clock stopped from %(day)s on: %(ground)s", day=row.first, ground=ground_label(row.end)
    )


def _settled_label(found: Loaded, row: Any) -> Text:
    if row.code == ChangeKind.EXTENSION:
        return _("Time limit extended")
    if row.code == DECLINED:
        taken_back = row.who == row.other
        return _("Extension taken back") if taken_back else _("Extension declined")
    if row.last == local_day(found.entity, row.at):
        return _("The clock runs again")
    return _("The clock runs again from %(day)s on", day=row.last)


def _corrections(found: Loaded) -> Iterator[EventView]:
    """What was corrected; of whoever reported only for those who see them."""
    every = sorted(found.items["covering"], key=lambda row: row.id)
    # at most one of a correction waits or holds
    asked = {row.other: row for row in every if row.done is None or row.number}
    declined = {row.other: found.text(row.id, "declined") for row in every if row.done}
    for row in sorted(found.items["correction"], key=lambda row: row.id, reverse=True):
        if row.id not in found.opened or row.code in KEPT_ACTS:
            continue
        cover = asked.get(row.id)
        covered = cover is not None and cover.done is not None
        label = _corrected_label(found, row)
        was = found.text(row.id, "before")
        yield EventView(
            kind="correction",
            label=_("%(fact)s: corrected", fact=label)
            if was or covered
            else _("%(fact)s: added", fact=label),
            at=row.at,
            by=person(found, row.who),
            quote=found.text(row.id, "reason"),
            fact=row.code,
            was="" if covered else was,
            correction=row.id,
            covering=cover.id if cover is not None else None,
            covering_by=cover.who if cover is not None else None,
            covering_reason=found.text(cover.id, "reason")
            if cover is not None
            else declined.get(row.id, ""),
            covered=covered,
        )


def _corrected_label(found: Loaded, row: Any) -> Text:
    """Which fact was corrected; of a day, the day of what; of a person, whose."""
    if row.start == About.MOVE:
        move = next((each for each in found.items["move"] if each.id == row.other), None)
        if move is not None:
            ways = {opened.id: track(opened.track) for opened in found.every_proceeding.values()}
            step = _move_label(move, ways[move.other])
            return _("%(step)s, day", step=step)
    if row.start == About.FINDING and (finding := found.findings.get(row.other)) is not None:
        code = found.every_allegation[finding.allegation_id].code
        return _("Day of the finding on %(code)s", code=code)
    label = LABELS.get(row.code, Text(row.code))
    party = next((p for p in found.every_party if p.id == row.other), None)
    name = found.text(party.id, "name") if party is not None else ""
    return _("%(fact)s of %(name)s", fact=label, name=name) if name else label
