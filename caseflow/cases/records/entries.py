"""What the verbs of a case are given: facts as typed, checked by the verb that takes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from functools import cached_property
from uuid import UUID

from caseflow.access.models import Classification
from caseflow.cases.models import Part, Precision, Reporting
from caseflow.cases.workflow import DEFAULT, track, track_name
from caseflow.names.name_lists import names_in


@dataclass(frozen=True, kw_only=True)
class OccurrenceEntry:
    """When and where it is said to have happened."""

    precision: Precision = Precision.UNKNOWN
    first_day: date | None = None
    last_day: date | None = None
    at: time | None = None
    place: str = ""

    @property
    def began(self) -> date | None:
        """The first day on which it is said to have happened; None where nobody knows."""
        return None if self.precision is Precision.UNKNOWN else self.first_day


@dataclass(frozen=True, kw_only=True)
class PersonEntry:
    """A person named in a case, or (`identified` false) some who are not known.

    `how_many` None means that nobody knows how many; it counts only for the unidentified.
    `unit_id` is a value of the entity's list; `unit` is only said by old registers.
    `user_id` says that the person has an account here: they are then kept out of the case.
    """

    part: Part = Part.SUBJECT
    identified: bool = True
    how_many: int | None = None
    name: str = ""
    other_names: str = ""
    date_of_birth: str = ""
    nationality: str = ""
    gender: str = ""
    id_number: str = ""
    description: str = ""
    rank_band: str | None = None
    rank: str = ""
    unit_id: UUID | None = None
    unit: str = ""
    personnel_category: str | None = None
    user_id: UUID | None = None
    external_id: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Every name of an identified person."""
        return tuple(filter(None, (self.name, *names_in(self.other_names))))


@dataclass(frozen=True, kw_only=True)
class LogEntry:
    """A new case. Each of `conduct` (types of the taxonomy) is alleged against every subject.

    Without subjects one unidentified subject is made, of unknown count. Without `owner_id` and
    `desk_id` whoever logs it owns it.
    """

    entity_id: UUID
    title: str
    received_on: date
    classification: Classification
    summary: str = ""
    channel: str | None = None
    reporting: Reporting = Reporting.CONFIDENTIAL
    occurrence: OccurrenceEntry = field(default_factory=OccurrenceEntry)
    conduct: tuple[str, ...] = ()
    people: tuple[PersonEntry, ...] = ()
    owner_id: UUID | None = None
    desk_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class FindingEntry:
    """An answer to one allegation; outcome and standard are codes of their lists.

    `found_on` None is today at the entity; `late_reason` says why it is written down long after it.
    """

    allegation_id: UUID
    outcome: str
    standard: str
    evidence: str = ""
    authority_id: UUID | None = None
    found_on: date | None = None
    late_reason: str = ""


@dataclass(frozen=True, kw_only=True)
class MeasureEntry:
    """A measure to impose, with its parameters as typed."""

    kind: str
    parameters: Mapping[str, str | None] = field(default_factory=dict)
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class DecisionEntry:
    """A decision in one subject's proceeding.

    Allegations without a finding of their own in `findings` keep the one recorded before.
    `decided_on` None is today at the entity; `late_reason` says why it is written down long after.
    """

    subject_id: UUID
    reasons: str
    findings: tuple[FindingEntry, ...] = ()
    measures: tuple[MeasureEntry, ...] = ()
    recourse: str = ""
    authority_id: UUID | None = None
    decided_on: date | None = None
    notified_on: date | None = None
    late_reason: str = ""


@dataclass(frozen=True, kw_only=True)
class OldMeasure:
    """What an old register writes in place of a measure: ours where it is known, its own words.

    Without a `kind` no measure is known to be imposed: a `remark` alone says something else, such
    as that the person resigned; neither means that the word is not mapped.
    """

    kind: str | None
    raw: str
    parameters: Mapping[str, int | str] = field(default_factory=dict)
    remark: str = ""


@dataclass(frozen=True, kw_only=True)
class OldAnswer:
    """A finding as an old register has it: our code where it is known, and its own words."""

    outcome: str | None
    raw: str


@dataclass(frozen=True, kw_only=True)
class OldAllegation:
    """An allegation as an old register has it; `type` is ours, None where it is not mapped.

    `words` are what the register says of it besides.
    """

    external_id: str
    type: str | None
    raw: str
    recommended_finding: OldAnswer | None = None
    final_finding: OldAnswer | None = None
    recommended_measure: OldMeasure | None = None
    final_measure: OldMeasure | None = None
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class OldSubject:
    """A subject as an old register has them, at the stage it claims.

    `stage_since` and `decided_on` are None where the register does not hold the day.
    """

    person: PersonEntry
    stage: str
    stage_since: date | None = None
    decided_on: date | None = None
    allegations: tuple[OldAllegation, ...] = ()

    @cached_property
    def track(self) -> str:
        """The track of their personnel category."""
        return track_name(self.person.personnel_category)


@dataclass(frozen=True, kw_only=True)
class OldCase:
    """One case of an old register, whole. `fingerprint` changes exactly with its content.

    `reporting` is None where the register does not say how far the reporter wants to be known.
    Without subjects one unidentified subject is made, of unknown count, at `stage`; where that is
    None, at the first stage of their track.
    """

    source: str
    external_reference: str
    fingerprint: bytes
    entity_id: UUID
    entity_code: str
    title: str
    received_on: date
    closed_on: date | None
    occurrences: tuple[OccurrenceEntry, ...]
    subjects: tuple[OldSubject, ...]
    people: tuple[PersonEntry, ...] = ()
    summary: str = ""
    classification: Classification = Classification.CONFIDENTIAL
    reporting: Reporting | None = None
    channel: str = "register"
    stage: str | None = None
    desk_id: UUID | None = None
    desk: str = ""
    """The name of the desk `desk_id`, where the case waits; without one it waits at the entity."""

    def names(self) -> list[str]:
        """Everybody whom the register names."""
        people = [*(subject.person for subject in self.accused()), *self.people]
        return [each.name for each in people if each.identified and each.name.strip()]

    def accused(self) -> tuple[OldSubject, ...]:
        """The subjects, or the one who stands for nobody knows whom."""
        nobody = PersonEntry(part=Part.SUBJECT, identified=False)
        stage = self.stage or track(DEFAULT).first.value
        return self.subjects or (OldSubject(person=nobody, stage=stage),)
