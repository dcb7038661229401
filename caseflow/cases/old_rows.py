"""The rows that a case of an old register becomes, word for word where nothing of ours fits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any
from uuid import UUID

from caseflow.audit.bulk import NewRows
from caseflow.cases import making
from caseflow.cases.entries import OldAnswer, OldCase, OldMeasure, OldSubject, PersonEntry
from caseflow.cases.models import (
    Allegation,
    CaseOutcome,
    Decision,
    Finding,
    Incident,
    Measure,
    Move,
    Party,
    Proceeding,
    Step,
)
from caseflow.cases.naming import NameOf
from caseflow.cases.workflow import CLOSED, track
from caseflow.reference.lists import substantiated
from caseflow.reference.taxonomy import taxonomies

LONGEST_RAW = 500


@dataclass(frozen=True)
class Batch:
    """The rows of many cases of old registers, put down one case after the other."""

    rows: NewRows
    now: datetime
    names: list[NameOf] = field(default_factory=list)
    """What the cases are to be found by."""

    firsts: dict[str, str] = field(default_factory=dict)
    """The first stage of each track, asked once a batch."""

    def put_down(self, case_id: UUID, data_key_id: UUID, old: OldCase) -> None:
        """All rows of a case besides itself. Raises NotReady for what no row can hold."""
        _OldCaseRows(self, case_id, data_key_id, old).put_down()

    def first_stage(self, name: str) -> str:
        """The first stage of a track."""
        if name not in self.firsts:
            self.firsts[name] = track(name).first.value
        return self.firsts[name]


class _OldCaseRows:
    """The rows of one case."""

    def __init__(self, batch: Batch, case_id: UUID, data_key_id: UUID, old: OldCase) -> None:
        self.batch, self.old = batch, old
        self.root = {"root_id": case_id}
        self.sealed = {"root_id": case_id, "data_key_id": data_key_id}
        self.received_at = _noon(old.received_on)
        self.codes: dict[tuple[str | None, str], str] = {}

    def put_down(self) -> None:
        add = self.batch.rows.add
        for each in self.old.incidents:
            add(Incident, **self.sealed, **making.incident_values(each))
        for subject in self.old.accused():
            self._subject(subject)
        for person in self.old.people:
            self._party(person)

    def _party(self, person: PersonEntry) -> UUID:
        values = making.party_values(person, nameless=True)
        party_id = self.batch.rows.add(Party, **self.sealed, **values)
        if person.identified and person.name.strip():
            key = self.sealed["data_key_id"]
            self.batch.names.append(NameOf(party_id, self.root["root_id"], key, person.name))
        return party_id

    def _subject(self, subject: OldSubject) -> None:
        old, add = self.old, self.batch.rows.add
        since = (old.closed_on if subject.stage == CLOSED else None) or old.received_on
        proceeding_id = add(
            Proceeding,
            **self.root,
            subject_id=self._party(subject.person),
            track=subject.track,
            stage=subject.stage,
            stage_since=since,
            opened_at=self.received_at,
        )
        self._moves(proceeding_id, subject, since)
        self._allegations(proceeding_id, subject)
        self._decision(proceeding_id, subject)

    def _moves(self, proceeding_id: UUID, subject: OldSubject, since: date) -> None:
        """Received, and where the register claims more, one step to the stage it claims."""
        first = self.batch.first_stage(subject.track)
        moves: list[tuple[str, str | None, str, datetime]] = [
            (making.RECEIVED, None, first, self.received_at)
        ]
        if subject.stage != first:
            moves.append(("admit", first, subject.stage, _noon(since)))
        for name, start, end, at in moves:
            self.batch.rows.add(
                Move,
                **self.sealed,
                proceeding_id=proceeding_id,
                name=name,
                start=start,
                end=end,
                moved_at=at,
            )

    def _allegations(self, proceeding_id: UUID, subject: OldSubject) -> None:
        codes = self.codes
        used: set[str] = set()
        for alleged in subject.allegations:
            code = codes.setdefault((alleged.type, alleged.raw), f"A{len(codes) + 1}")
            if code in used:  # the register says the same thing twice of one subject
                code = codes[alleged.type, f"{alleged.raw} {alleged.external_id}"] = (
                    f"A{len(codes) + 1}"
                )
            used.add(code)
            allegation_id = self.batch.rows.add(
                Allegation,
                **self.sealed,
                proceeding_id=proceeding_id,
                code=code,
                type=alleged.type,
                taxonomy=_version(alleged.type) if alleged.type else None,
                raw=making.sealed(alleged.raw[:LONGEST_RAW]),
                made_at=self.received_at,
                external_id=alleged.external_id[:120],
            )
            self._finding(allegation_id, Step.INVESTIGATION, alleged.recommended_finding)
            self._finding(allegation_id, Step.DECISION, alleged.final_finding)

    def _finding(self, allegation_id: UUID, step: Step, answer: OldAnswer | None) -> None:
        if answer is not None and (answer.outcome or answer.raw):
            self.batch.rows.add(
                Finding,
                **self.sealed,
                allegation_id=allegation_id,
                step=step,
                outcome=answer.outcome,
                raw=making.sealed(answer.raw[:LONGEST_RAW]),
                recorded_at=self.batch.now,
                admitted=True,
            )

    def _decision(self, proceeding_id: UUID, subject: OldSubject) -> None:
        """One decision for a subject, each measure once however many allegations name it."""
        imposed = _distinct(a.final_measure for a in subject.allegations)
        recommended = _distinct(a.recommended_measure for a in subject.allegations)
        if not imposed and not recommended:
            return
        add = self.batch.rows.add
        decision_id = add(
            Decision,
            **self.sealed,
            proceeding_id=proceeding_id,
            final=bool(imposed),
            decided_on=self.old.closed_on if imposed else None,
            recorded_at=self.batch.now,
            admitted=True,
        )
        measures = [(m, False) for m in imposed] + [(m, True) for m in recommended]
        for measure, only_recommended in measures:
            add(
                Measure,
                **self.sealed,
                decision_id=decision_id,
                kind=measure.kind,
                parameters=making.as_sealed_json(measure.parameters),
                recommended=only_recommended,
                raw=making.sealed(measure.raw[:LONGEST_RAW]),
                remark=making.sealed(measure.remark[:LONGEST_RAW]),
            )


@lru_cache(maxsize=1024)
def _version(code: str) -> str:
    """The newest version of the taxonomy that has this type."""
    versions = [v.version for v in reversed(tuple(taxonomies())) if code in v]
    if not versions:
        raise ValueError(f"no version of the taxonomy has a type {code}")
    return versions[0]


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
    if any(substantiated(answer.outcome) for answer in answers):
        return CaseOutcome.SUBSTANTIATED
    if any(answer.outcome for answer in answers):
        return CaseOutcome.NOT_SUBSTANTIATED
    return CaseOutcome.UNKNOWN


def _noon(day: date) -> datetime:
    """The middle of a day of which no hour is known, so that every time zone has the same day."""
    return datetime.combine(day, time(12), UTC)
