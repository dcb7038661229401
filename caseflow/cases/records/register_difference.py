"""In what a case and the old register that it came from differ, where somebody worked on the case.

Both are told as the same kind of facts, each of somebody or of the case itself, and held together.
What only people add here (witnesses, notes, tasks) is nothing that a register could say.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from caseflow.cases.models import Allegation, Finding, Measure, Part, Party, Step
from caseflow.cases.opened_case.loading import Loaded
from caseflow.cases.opened_case.register_views import Difference
from caseflow.cases.records.entries import (
    OldAllegation,
    OldAnswer,
    OldCase,
    OldMeasure,
    PersonEntry,
)
from caseflow.cases.records.old_rows import remark_beside
from caseflow.cases.workflow import is_closed, track
from caseflow.crypto.opening import show_rows
from caseflow.labels import Text, _
from caseflow.reference.lists import finding_outcomes
from caseflow.reference.measures import measures
from caseflow.reference.taxonomy import taxonomies

PERSON_FIELDS = {
    "name": _("Name"),
    "date_of_birth": _("Date of birth"),
    "nationality": _("Nationality"),
    "gender": _("Gender"),
    "description": _("Description"),
    "rank": _("Rank"),
    "unit": _("Unit"),
}
UNIDENTIFIED = "?"
"""Stands for the number of a subject whom nobody identified."""


@dataclass(frozen=True)
class Fact:
    """One thing that is said: of whom (a number in the register, or nothing for the case), what."""

    of: str
    what: Text
    value: str
    reporter: bool = False


def differences(session: Session, found: Loaded, old: OldCase) -> tuple[Difference, ...]:
    """In what the loaded and opened case differs from what the register says now."""
    here, there = list(_here(session, found)), list(_there(old))
    names = {f.of: f.value for f in (*there, *here) if f.what == PERSON_FIELDS["name"]}
    mine, theirs = _grouped(here), _grouped(there)
    return tuple(
        Difference(
            about=names.get(of, "" if of == UNIDENTIFIED else of),
            what=what,
            here=_only(mine[of, what, reporter], theirs[of, what, reporter]),
            there=_only(theirs[of, what, reporter], mine[of, what, reporter]),
            reporter=reporter,
        )
        for of, what, reporter in dict.fromkeys([*theirs, *mine])
        if mine[of, what, reporter] != theirs[of, what, reporter]
    )


def as_json(found: Iterable[Difference]) -> str:
    """The differences as a text to seal; the words for what differs stay translatable."""
    lines = [[d.about, d.what.msgid, d.what.params, d.here, d.there, d.reporter] for d in found]
    return json.dumps(lines, ensure_ascii=False)


def from_json(text: str) -> tuple[Difference, ...]:
    """The differences that were sealed."""
    return tuple(
        Difference(about, Text(msgid, **params), here, there, reporter)
        for about, msgid, params, here, there, reporter in json.loads(text or "[]")
    )


Group = dict[tuple[str, Text, bool], Counter[str]]


def _grouped(facts: Iterable[Fact]) -> Group:
    groups: Group = defaultdict(Counter)
    for fact in facts:
        if fact.value:
            groups[fact.of, fact.what, fact.reporter][fact.value] += 1
    return groups


def _only(these: Counter[str], others: Counter[str]) -> str:
    return "; ".join((these - others).elements())


def _there(old: OldCase) -> Iterator[Fact]:
    """What the register says now."""
    yield Fact("", _("Received on"), old.received_on.isoformat())
    if old.closed_on and any(map(is_closed, old.accused())):
        yield Fact("", _("Closed on"), old.closed_on.isoformat())
    for happened in old.occurrences:
        yield from _occurrence(happened.first_day, happened.at, happened.place)
    for subject in old.accused():
        of = subject.person.external_id or UNIDENTIFIED
        yield from _person(of, subject.person)
        yield Fact(of, _("Stage"), _stage(subject.track, subject.stage))
        yield Fact(of, _("Decided on"), _day(subject.decided_on))
        for alleged in subject.allegations:
            yield from _alleged(of, alleged)
        yield from _imposed(of, [a.final_measure for a in subject.allegations], recommended=False)
        yield from _imposed(
            of, [a.recommended_measure for a in subject.allegations], recommended=True
        )
    for person in old.people:
        yield from _person("", person, reporter=True)


def _occurrence(day: Any, at: Any, place: str) -> Iterator[Fact]:
    yield Fact("", _("Day of the incident"), _day(day))
    yield Fact("", _("Time of the incident"), f"{at:%H:%M}" if at else "")
    yield Fact("", _("Place"), place)


def _person(of: str, person: PersonEntry, *, reporter: bool = False) -> Iterator[Fact]:
    if reporter:
        yield Fact("", _("Reporter"), _reporter(person.gender, person.description), reporter=True)
        return
    for name, label in PERSON_FIELDS.items():
        yield Fact(of, label, getattr(person, name).strip())


def _reporter(gender: str, description: str) -> str:
    return ", ".join(filter(None, (gender, description))) or _("nothing is known")


def _alleged(of: str, alleged: OldAllegation) -> Iterator[Fact]:
    said = _conduct(alleged.type, alleged.raw)
    yield Fact(of, _("Allegation"), said)
    yield _answer(of, said, alleged.recommended_finding, final=False)
    yield _answer(of, said, alleged.final_finding, final=True)
    yield _beside(of, said, remark_beside(alleged.final_measure, alleged.words))
    yield _beside(of, said, remark_beside(alleged.recommended_measure))


def _beside(of: str, said: str, remark: str) -> Fact:
    """What the register says beside an allegation, in its own words."""
    return Fact(of, _("Beside the allegation"), remark and ": ".join(filter(None, (said, remark))))


def _answer(of: str, said: str, answer: OldAnswer | None, *, final: bool) -> Fact:
    value = _outcome(answer.outcome, answer.raw) if answer else ""
    return Fact(of, _finding_on(said, final=final), value)


def _finding_on(said: str, *, final: bool) -> Text:
    if not said:
        return _("Final finding") if final else _("Recommended finding")
    if final:
        return _("Final finding on “%(conduct)s”", conduct=said)
    return _("Recommended finding on “%(conduct)s”", conduct=said)


def _imposed(of: str, given: Sequence[OldMeasure | None], *, recommended: bool) -> Iterator[Fact]:
    """Each measure once, however many allegations name it."""
    kept = [m for m in given if m is not None and (m.kind or not m.remark)]
    for words in dict.fromkeys(_measure_words(m.kind, m.raw, m.remark) for m in kept):
        yield Fact(of, _measure_label(recommended=recommended), words)


def _measure_label(*, recommended: bool) -> Text:
    return _("Recommended measure") if recommended else _("Measure")


def _here(session: Session, found: Loaded) -> Iterator[Fact]:
    """What the case says of the same things; whatever people added besides is left out."""
    case = found.case
    yield Fact("", _("Received on"), case.received_on.isoformat())
    yield Fact("", _("Closed on"), _day(case.closed_on))
    for happened in found.occurrences:
        yield from _occurrence(happened.first_day, happened.at, found.text(happened.id, "place"))
    numbers = show_rows(session, found.parties, ("external_id",))
    for party, opened in zip(found.parties, numbers, strict=True):
        if party.part is Part.REPORTER and not found.text(party.id, "name"):
            said = _reporter(found.text(party.id, "gender"), found.text(party.id, "description"))
            yield Fact("", _("Reporter"), said, reporter=True)
        elif _came_in(party, opened["external_id"]):
            yield from _subject(found, party, opened["external_id"] or UNIDENTIFIED)


def _came_in(party: Party, number: str | None) -> bool:
    """Whether a subject is one of the register: they have a number, or are not identified."""
    return party.part is Part.SUBJECT and bool(number or not party.identified)


def _subject(found: Loaded, party: Party, of: str) -> Iterator[Fact]:
    for name, label in PERSON_FIELDS.items():
        yield Fact(of, label, found.text(party.id, name))
    opened = found.proceedings.get(party.id)
    if opened is None:
        return
    yield Fact(of, _("Stage"), _stage(opened.track, opened.stage))
    standing = [
        d for d in found.decisions.values() if d.proceeding_id == opened.id and not d.set_aside_at
    ]
    for decision in standing:
        yield Fact(of, _("Decided on"), _day(decision.decided_on))
    for alleged in found.allegations.values():
        if alleged.proceeding_id == opened.id:
            yield from _answers(found, alleged, of)
    for place in (opened.id, *(decision.id for decision in standing)):
        for measure in found.measures[place]:
            yield Fact(of, _measure_label(recommended=measure.recommended), _words(found, measure))


def _answers(found: Loaded, alleged: Allegation, of: str) -> Iterator[Fact]:
    said = _conduct(alleged.type, found.text(alleged.id, "raw"))
    yield Fact(of, _("Allegation"), said)
    last: dict[bool, Finding] = {}
    for finding in found.findings.values():
        if finding.allegation_id == alleged.id and finding.holds:
            last[finding.step is Step.DECISION] = finding
    yield _beside(of, said, found.text(alleged.id, "remark"))
    yield _beside(of, said, found.text(alleged.id, "recommended_remark"))
    for final, finding in last.items():
        value = _outcome(finding.outcome, found.text(finding.id, "raw"))
        yield Fact(of, _finding_on(said, final=final), value)


def _words(found: Loaded, measure: Measure) -> str:
    return _measure_words(
        measure.kind, found.text(measure.id, "raw"), found.text(measure.id, "remark")
    )


def _measure_words(kind: str | None, raw: str, remark: str) -> str:
    return ", ".join(filter(None, (measures().label(kind) if kind else raw, remark)))


def _outcome(code: str | None, raw: str) -> str:
    return finding_outcomes().label(code) if code else raw


def _conduct(type_: str | None, raw: str) -> str:
    known = taxonomies().knowing(type_) if type_ else None
    return raw or (known.full_label(type_) if known and type_ else "")


def _stage(track_name: str, stage: str) -> str:
    labels = {each.value: each.label for each in track(track_name).stages}
    return labels.get(stage, Text(stage))


def _day(day: Any) -> str:
    return day.isoformat() if day else ""
