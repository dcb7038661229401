"""The rows that a case of an old register becomes, word for word where nothing of ours fits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any
from uuid import UUID

from caseflow.audit.bulk import NewRows
from caseflow.cases.models import (
    Allegation,
    CaseOutcome,
    Decision,
    Finding,
    Measure,
    Occurrence,
    Party,
    Proceeding,
    Step,
)
from caseflow.cases.names.colleagues import CasePlace
from caseflow.cases.names.naming import NameOf
from caseflow.cases.records import making
from caseflow.cases.records.allegation_codes import AllegationCodes
from caseflow.cases.records.entries import OldAnswer, OldCase, OldMeasure, OldSubject, PersonEntry
from caseflow.cases.workflow import is_closed, track
from caseflow.matters.models import Move
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

    places: dict[UUID, CasePlace] = field(default_factory=dict)
    """Where each of the cases lies."""

    firsts: dict[str, str] = field(default_factory=dict)
    """The first stage of each track, asked once a batch."""

    def put_down(
        self, case_id: UUID, data_key_id: UUID, old: OldCase, codes: AllegationCodes
    ) -> None:
        """All rows of a case besides itself. Raises NotReady for what no row can hold."""
        _OldCaseRows(self, case_id, data_key_id, old, codes).put_down()

    def first_stage(self, name: str) -> str:
        """The first stage of a track."""
        if name not in self.firsts:
            self.firsts[name] = track(name).first.value
        return self.firsts[name]


class _OldCaseRows:
    """The rows of one case."""

    def __init__(
        self,
        batch: Batch,
        case_id: UUID,
        data_key_id: UUID,
        old: OldCase,
        codes: AllegationCodes,
    ) -> None:
        self.batch, self.old, self.codes = batch, old, codes
        self.root = {"root_id": case_id}
        self.sealed = {"root_id": case_id, "data_key_id": data_key_id}
        self.received_at = _noon(old.received_on)

    def put_down(self) -> None:
        add = self.batch.rows.add
        for each in self.old.occurrences:
            add(Occurrence, **self.sealed, **making.occurrence_values(each))
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
        add, since = self.batch.rows.add, began(self.old, subject)
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
        decision_id = self._decision(proceeding_id, subject)
        self._allegations(proceeding_id, subject, decision_id)
        self._measures(proceeding_id, subject, decision_id)

    def _moves(self, proceeding_id: UUID, subject: OldSubject, since: date | None) -> None:
        """Received, and where the register claims more, one step to the stage it claims.

        That step has a moment only where the register holds its day.
        """
        first = self.batch.first_stage(subject.track)
        moves: list[tuple[str, str | None, str, date | None]] = [
            (making.RECEIVED, None, first, self.old.received_on)
        ]
        if subject.stage != first:
            moves.append((making.ADMIT, first, subject.stage, since))
        for name, start, end, day in moves:
            self.batch.rows.add(
                Move,
                **self.sealed,
                proceeding_id=proceeding_id,
                name=name,
                start=start,
                end=end,
                happened_on=day,
                moved_at=_noon(day) if day is not None else None,
            )

    def _allegations(
        self, proceeding_id: UUID, subject: OldSubject, decision_id: UUID | None
    ) -> None:
        """What is alleged, with its findings; the final ones belong to the decision."""
        met: Counter[tuple[str | None, str]] = Counter()
        for alleged in subject.allegations:
            words = (alleged.type, alleged.raw)
            met[words] += 1  # the register may say the same thing more than once of one subject
            allegation_id = self.batch.rows.add(
                Allegation,
                **self.sealed,
                proceeding_id=proceeding_id,
                code=self.codes.code((*words, met[words])),
                type=alleged.type,
                taxonomy=_version(alleged.type) if alleged.type else None,
                raw=making.sealed(alleged.raw[:LONGEST_RAW]),
                made_at=self.received_at,
                external_id=alleged.external_id[:120],
                remark=making.sealed(remark_beside(alleged.final_measure, alleged.words)),
                recommended_remark=making.sealed(remark_beside(alleged.recommended_measure)),
            )
            self._finding(allegation_id, Step.INVESTIGATION, alleged.recommended_finding)
            self._finding(
                allegation_id,
                Step.DECISION,
                alleged.final_finding,
                day=subject.decided_on,
                decision_id=decision_id,
            )

    def _finding(
        self,
        allegation_id: UUID,
        step: Step,
        answer: OldAnswer | None,
        *,
        day: date | None = None,
        decision_id: UUID | None = None,
    ) -> None:
        if answer is not None and (answer.outcome or answer.raw):
            self.batch.rows.add(
                Finding,
                **self.sealed,
                allegation_id=allegation_id,
                step=step,
                outcome=answer.outcome,
                raw=making.sealed(answer.raw[:LONGEST_RAW]),
                found_on=day,
                recorded_at=self.batch.now,
                decision_id=decision_id,
                admitted=True,
            )

    def _measures(self, proceeding_id: UUID, subject: OldSubject, decision_id: UUID | None) -> None:
        """Each measure once, however many allegations name it.

        What was only recommended, and words that are not mapped, hang on no decision.
        """
        final = _distinct(a.final_measure for a in subject.allegations)
        recommended = _distinct(a.recommended_measure for a in subject.allegations)
        loose = {"decision_id": None, "proceeding_id": proceeding_id}
        imposed = {"decision_id": decision_id, "proceeding_id": None}
        for measure in final:
            self._measure(measure, imposed if measure.kind else loose)
        for measure in recommended:
            self._measure(measure, loose, recommended=True)

    def _decision(self, proceeding_id: UUID, subject: OldSubject) -> UUID | None:
        """The decision on a subject on whom a measure was imposed; None where none was."""
        final = [alleged.final_measure for alleged in subject.allegations]
        if not any(measure is not None and measure.kind for measure in final):
            return None
        return self.batch.rows.add(
            Decision,
            **self.sealed,
            proceeding_id=proceeding_id,
            final=True,
            decided_on=subject.decided_on,
            recorded_at=self.batch.now,
            admitted=True,
        )

    def _measure(
        self, measure: OldMeasure, place: dict[str, UUID | None], *, recommended: bool = False
    ) -> None:
        self.batch.rows.add(
            Measure,
            **self.sealed,
            **place,
            kind=measure.kind,
            parameters=making.as_sealed_json(measure.parameters),
            recommended=recommended,
            raw=making.sealed(measure.raw[:LONGEST_RAW]),
            remark=making.sealed(measure.remark[:LONGEST_RAW]),
        )


@lru_cache(maxsize=1024)
def _version(code: str) -> str:
    """The newest version of the taxonomy that has this type."""
    known = taxonomies().knowing(code)
    if known is None:
        raise ValueError(f"no version of the taxonomy has a type {code}")
    return known.version


def began(old: OldCase, subject: OldSubject) -> date | None:
    """The day on which a subject came to the stage the register claims; None if it is not held."""
    if is_closed(subject) and old.closed_on is not None:
        return old.closed_on
    if subject.stage == track(subject.track).first.value:
        return old.received_on
    return subject.stage_since


def remark_beside(measure: OldMeasure | None, words: str = "") -> str:
    """What the register says in place of a measure, and of the allegation besides."""
    in_place = measure.remark[:LONGEST_RAW] if measure and measure.kind is None else ""
    return "; ".join(filter(None, (in_place, words)))


def _distinct(given: Iterator[OldMeasure | None]) -> list[OldMeasure]:
    """Measures and words that are not mapped, each once; a remark alone is neither."""
    found: dict[tuple[Any, ...], OldMeasure] = {}
    for measure in given:
        if measure is not None and (measure.kind or (measure.raw and not measure.remark)):
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
    if len(answers) == len(alleged) and answers and all(a.outcome for a in answers):
        return CaseOutcome.NOT_SUBSTANTIATED
    return CaseOutcome.UNKNOWN


def _noon(day: date) -> datetime:
    """The middle of a day of which no hour is known, so that every time zone has the same day."""
    return datetime.combine(day, time(12), UTC)
