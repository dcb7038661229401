"""The rows that a case of an old register becomes, word for word where nothing of ours fits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any

from caseflow.cases import making
from caseflow.cases.entries import OldAllegation, OldAnswer, OldCase, OldMeasure, OldSubject
from caseflow.cases.models import (
    Allegation,
    Case,
    CaseOutcome,
    Decision,
    Finding,
    Measure,
    Move,
    Proceeding,
    Step,
)
from caseflow.cases.naming import NameOf
from caseflow.cases.workflow import CLOSED, track
from caseflow.reference.lists import finding_outcomes
from caseflow.reference.taxonomy import taxonomies

LONGEST_RAW = 500
Rows = list[Any]


def rows_of(case: Case, old: OldCase, *, now: datetime) -> tuple[Rows, list[NameOf]]:
    """All rows of a case besides itself, and the names to find it by."""
    rows: Rows = [making.incident(case, each) for each in old.incidents]
    names = []
    codes: dict[tuple[str | None, str], str] = {}
    for subject in old.accused():
        party = making.party(case, subject.person, nameless=True)
        rows.append(party)
        if subject.person.identified and subject.person.name.strip():
            names.append(making.name_of(case, party, subject.person.name))
        proceeding = Proceeding(
            root_id=case.id,
            subject_id=party.id,
            track=subject.track,
            stage=subject.stage,
            stage_since=(old.closed_on if subject.stage == CLOSED else None) or old.received_on,
            opened_at=_noon(old.received_on),
        )
        rows.append(proceeding)
        rows += _moves(case, proceeding, old)
        rows += _allegations(case, proceeding, subject, old, codes, now)
    for person in old.people:
        party = making.party(case, person, nameless=True)
        rows.append(party)
        if person.name.strip():
            names.append(making.name_of(case, party, person.name))
    return rows, names


def _moves(case: Case, proceeding: Proceeding, old: OldCase) -> Iterator[Move]:
    """Received, and where the register claims more, one step to the stage it claims."""
    first = track(proceeding.track).first.value
    yield _move(case, proceeding, making.RECEIVED, None, first, old.received_on)
    if proceeding.stage != first:
        yield _move(case, proceeding, "admit", first, proceeding.stage, proceeding.stage_since)


def _move(
    case: Case, proceeding: Proceeding, name: str, start: str | None, end: str, on: date
) -> Move:
    return Move(
        root_id=case.id,
        data_key_id=case.data_key_id,
        proceeding_id=proceeding.id,
        name=name,
        start=start,
        end=end,
        moved_at=_noon(on),
    )


def _allegations(
    case: Case,
    proceeding: Proceeding,
    subject: OldSubject,
    old: OldCase,
    codes: dict[tuple[str | None, str], str],
    now: datetime,
) -> Iterator[Any]:
    used: set[str] = set()
    for alleged in subject.allegations:
        code = codes.setdefault((alleged.type, alleged.raw), f"A{len(codes) + 1}")
        if code in used:  # the register says the same thing twice of one subject
            code = codes[alleged.type, f"{alleged.raw} {alleged.external_id}"] = (
                f"A{len(codes) + 1}"
            )
        used.add(code)
        row = Allegation(
            root_id=case.id,
            proceeding_id=proceeding.id,
            code=code,
            type=alleged.type,
            taxonomy=_version(alleged.type) if alleged.type else None,
            raw=alleged.raw[:LONGEST_RAW] or None,
            made_at=_noon(old.received_on),
            external_id=alleged.external_id[:120],
        )
        yield row
        yield from _findings(case, row, alleged, now)
    yield from _decision(case, proceeding, subject, old, now)


@lru_cache(maxsize=1024)
def _version(code: str) -> str:
    """The newest version of the taxonomy that has this type."""
    versions = [v.version for v in reversed(tuple(taxonomies())) if code in v]
    if not versions:
        raise ValueError(f"no version of the taxonomy has a type {code}")
    return versions[0]


def _findings(
    case: Case, row: Allegation, alleged: OldAllegation, now: datetime
) -> Iterator[Finding]:
    answers = (
        (Step.INVESTIGATION, alleged.recommended_finding),
        (Step.DECISION, alleged.final_finding),
    )
    for step, answer in answers:
        if answer is not None and (answer.outcome or answer.raw):
            yield Finding(
                root_id=case.id,
                data_key_id=case.data_key_id,
                allegation_id=row.id,
                step=step,
                outcome=answer.outcome,
                raw=answer.raw[:LONGEST_RAW] or None,
                recorded_at=now,
                admitted=True,
            )


def _decision(
    case: Case, proceeding: Proceeding, subject: OldSubject, old: OldCase, now: datetime
) -> Iterator[Any]:
    """One decision for a subject, each measure once however many allegations name it."""
    imposed = _distinct(a.final_measure for a in subject.allegations)
    recommended = _distinct(a.recommended_measure for a in subject.allegations)
    if not imposed and not recommended:
        return
    decision = Decision(
        root_id=case.id,
        data_key_id=case.data_key_id,
        proceeding_id=proceeding.id,
        final=bool(imposed),
        decided_on=old.closed_on if imposed else None,
        recorded_at=now,
        admitted=True,
    )
    yield decision
    for measure, only_recommended in (
        *((m, False) for m in imposed),
        *((m, True) for m in recommended),
    ):
        yield Measure(
            root_id=case.id,
            decision_id=decision.id,
            kind=measure.kind,
            parameters=dict(measure.parameters),
            recommended=only_recommended,
            raw=measure.raw[:LONGEST_RAW] or None,
            remark=measure.remark[:LONGEST_RAW] or None,
        )


def _distinct(given: Iterator[OldMeasure | None]) -> list[OldMeasure]:
    found: dict[tuple[Any, ...], OldMeasure] = {}
    for measure in given:
        if measure is not None and (measure.kind or measure.raw):
            key = (measure.kind, measure.raw, tuple(sorted(measure.parameters.items())))
            found.setdefault(key, measure)
    return list(found.values())


def case_outcome(old: OldCase) -> CaseOutcome:
    """What came of a closed case, as far as the register tells."""
    alleged = [a for s in old.accused() for a in s.allegations]
    if any(a.final_measure is not None and a.final_measure.kind for a in alleged):
        return CaseOutcome.MEASURE
    answers = [a.final_finding for a in alleged if a.final_finding is not None]
    if any(_substantiated(answer) for answer in answers):
        return CaseOutcome.SUBSTANTIATED
    if any(answer.outcome for answer in answers):
        return CaseOutcome.NOT_SUBSTANTIATED
    return CaseOutcome.UNKNOWN


def _substantiated(answer: OldAnswer) -> bool:
    known = finding_outcomes().get(answer.outcome)
    return known is not None and known.substantiated


def _noon(day: date) -> datetime:
    """The middle of a day of which no hour is known, so that every time zone has the same day."""
    return datetime.combine(day, time(12), UTC)
