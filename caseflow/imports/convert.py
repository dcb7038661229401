"""From a bundle to what the admitting verb of the cases room takes."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from caseflow.access.models import Classification
from caseflow.cases.models import Part, Precision
from caseflow.cases.records.entries import (
    OccurrenceEntry,
    OldAllegation,
    OldAnswer,
    OldCase,
    OldMeasure,
    OldSubject,
    PersonEntry,
)
from caseflow.imports.bundle import (
    Allegation,
    CaseBundle,
    Coded,
    Incident,
    Measure,
    Person,
    Subject,
)
from caseflow.imports.shape import Profile
from caseflow.labels import _
from caseflow.reference.taxonomy import taxonomies

# Scripts that write the family name first and without a blank.
_FAMILY_FIRST = ("CJK", "HANGUL", "HIRAGANA", "KATAKANA")


@dataclass(frozen=True, kw_only=True)
class Receiver:
    """The entity that receives the cases, and the desk there, as the database knows them."""

    entity_id: UUID
    entity_code: str
    desk_id: UUID | None = None
    desk: str = ""


def old_case(bundle: CaseBundle, profile: Profile, to: Receiver, fingerprint: bytes) -> OldCase:
    """One bundle as the cases room admits it; victims are not part of it."""
    return OldCase(
        source=bundle.source,
        external_reference=bundle.external_reference,
        fingerprint=fingerprint,
        entity_id=to.entity_id,
        entity_code=to.entity_code,
        desk_id=to.desk_id,
        desk=to.desk,
        classification=Classification.CONFIDENTIAL,
        title=_title(bundle, profile),
        summary=_("%(title)s, number %(number)s.", title=profile.title, number=_number(bundle)),
        received_on=bundle.received_on,
        closed_on=bundle.closed_on,
        occurrences=(_occurrence(bundle.incident),),
        subjects=tuple(_subject(one, profile) for one in bundle.subjects),
        people=tuple(_reporter(one) for one in bundle.complainants),
    )


def _title(bundle: CaseBundle, profile: Profile) -> str:
    types = taxonomies()[profile.taxonomy]
    kinds = [a.category.mapped for s in bundle.subjects for a in s.allegations]
    first = next((kind for kind in kinds if kind), None)
    number = _number(bundle)
    if first is None:
        return _("Complaint %(number)s", number=number)
    return _("%(conduct)s, complaint %(number)s", conduct=types.label(first), number=number)


def _number(bundle: CaseBundle) -> str:
    return bundle.external_reference


def _occurrence(incident: Incident) -> OccurrenceEntry:
    days = incident.on
    if days is None:
        return OccurrenceEntry(at=incident.at, place=incident.place)
    return OccurrenceEntry(
        precision=Precision.EXACT if days.is_day else Precision.BETWEEN,
        first_day=days.first,
        last_day=None if days.is_day else days.last,
        at=incident.at,
        place=incident.place,
    )


def _subject(subject: Subject, profile: Profile) -> OldSubject:
    return OldSubject(
        person=_person(subject, profile),
        stage=subject.stage,
        stage_since=subject.stage_since,
        decided_on=subject.decided_on,
        allegations=tuple(_allegation(one) for one in subject.allegations),
    )


def _person(subject: Subject, profile: Profile) -> PersonEntry:
    personnel = profile.receiving.personnel
    if not subject.identified:
        return PersonEntry(part=Part.SUBJECT, identified=False, personnel_category=personnel)
    return PersonEntry(
        part=Part.SUBJECT,
        name=full_name(subject.given_name, subject.family_name),
        date_of_birth=str(subject.born) if subject.born else "",
        nationality=subject.nationality,
        gender=_either(subject.gender),
        description=_said_of(subject),
        rank=_plain(subject.rank),
        unit=_plain(subject.unit),
        personnel_category=personnel,
        external_id=subject.external_id,
    )


def _said_of(subject: Subject) -> str:
    """What the register says of a subject besides what has a field here."""
    appointed = subject.appointed_on
    said = [_("Number %(number)s in the old register.", number=subject.external_id)]
    said += [_("Appointed on %(day)s.", day=_in_words(appointed))] if appointed else []
    return " ".join([*said, *filter(None, [_in_line(subject.attributes)])])


def _reporter(person: Person) -> PersonEntry:
    return PersonEntry(
        part=Part.REPORTER, gender=_either(person.gender), description=described(person)
    )


def described(person: Person, *, gender: bool = False) -> str:
    """What the register says of somebody whom it does not name, in one line."""
    said = [_either(person.gender)] if gender else []
    if person.age is not None:
        said.append(_("age %(age)s", age=person.age))
    return ", ".join(filter(None, [*said, _in_line(person.attributes)]))


def _in_line(attributes: tuple[tuple[str, str], ...]) -> str:
    """Further columns in one line, each with its label."""
    return ", ".join(f"{label} {value}" for label, value in attributes)


def _allegation(allegation: Allegation) -> OldAllegation:
    return OldAllegation(
        external_id=allegation.external_id,
        type=allegation.category.mapped,
        raw=allegation.category.raw,
        recommended_finding=_answer(allegation.recommended_finding),
        final_finding=_answer(allegation.final_finding),
        recommended_measure=_measure(allegation.recommended_measure),
        final_measure=_measure(allegation.final_measure),
        words=_in_line(allegation.attributes),
    )


def _answer(coded: Coded) -> OldAnswer | None:
    if not coded.raw or coded.pending:
        return None
    return OldAnswer(outcome=coded.mapped, raw=coded.raw)


def _measure(measure: Measure) -> OldMeasure | None:
    if not measure.raw or (measure.known and not measure.kind and not measure.remark):
        return None  # nothing was imposed, or nothing is decided yet
    return OldMeasure(
        kind=measure.kind,
        raw=measure.raw,
        parameters=dict(measure.parameters),
        remark=measure.remark,
    )


def _in_words(day: date) -> str:
    """A day as the pages write it, for a text that is kept: 3 Sep 1998."""
    return f"{day.day} {day:%b %Y}"


def _either(coded: Coded) -> str:
    return coded.mapped or coded.raw


def _plain(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def full_name(given: str, family: str) -> str:
    """A name as its script writes it: family name first, unspaced, in Chinese and its like."""
    letters = [c for c in given + family if c.isalpha()]
    if letters and all(unicodedata.name(c, "").startswith(_FAMILY_FIRST) for c in letters):
        return family + given
    return " ".join(f"{given} {family}".split())
