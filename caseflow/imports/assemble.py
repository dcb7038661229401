"""Putting one case together from its row and the rows that point to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from caseflow.imports.bundle import Allegation, CaseBundle, Incident, Subject
from caseflow.imports.described import Describer
from caseflow.imports.fields import Fields
from caseflow.imports.notes import Notes
from caseflow.imports.rows import Row
from caseflow.imports.shape import Profile
from caseflow.imports.values import date_in, time_in
from caseflow.labels import Text, _


@dataclass(frozen=True, slots=True)
class Children:
    """The rows that point to one case; `people` are those its accused rows point to."""

    accused: list[Row] = field(default_factory=list)
    people: Mapping[str, Row] = field(default_factory=dict)
    victims: list[Row] = field(default_factory=list)
    complainants: list[Row] = field(default_factory=list)


class Assembler:
    """Makes bundles by one profile. `names` are the files' names by what they hold."""

    def __init__(self, profile: Profile, names: Mapping[str, str]) -> None:
        self._profile = profile
        self._names = names
        self._cases = Fields(profile.cases)
        self._accused = Fields(profile.accused)
        self._describer = Describer(profile)

    def case(self, row: Row, children: Children) -> CaseBundle | Text:
        """The whole case; or, when its own row cannot be used, the reason."""
        dates: dict[str, date | None] = {}
        for name in ("received", "closed", "incident_date"):
            text = self._cases.get(row, name)
            dates[name] = date_in(text, self._profile.dates)
            if text and not dates[name]:
                return _("“%(column)s” is not a date", column=self._profile.cases.columns[name])
        received, closed, happened = dates["received"], dates["closed"], dates["incident_date"]
        if received is None:
            return _("“%(column)s” is empty", column=self._profile.cases.columns["received"])
        reference = self._cases.get(row, "reference")
        notes = Notes(self._names, reference)
        notes.damage("cases", row)
        if happened and happened > received:
            notes.warn("cases", row, _("the incident is dated after the complaint"))
        if closed and closed < received:
            notes.warn("cases", row, _("the case was closed before it was received"))
        return CaseBundle(
            source=self._profile.source,
            external_reference=reference,
            received_on=received,
            closed_on=closed,
            incident=self._incident(row, happened, notes),
            subjects=self._subjects(children, notes, closed=closed is not None),
            victims=self._describer.persons("victims", children.victims, notes),
            complainants=self._describer.persons("complainants", children.complainants, notes),
            problems=tuple(notes.problems),
            file=self._names["cases"],
            line=row.line,
        )

    def _incident(self, row: Row, happened: date | None, notes: Notes) -> Incident:
        text = self._cases.get(row, "incident_time")
        if not text or text in self._profile.no_time:
            at = None
        else:
            at = time_in(text, self._profile.times)
            if at is None:
                notes.warn("cases", row, _("the time of the incident is not a time of day"))
        return Incident(happened, at, self._cases.further(row))

    def _subjects(self, children: Children, notes: Notes, *, closed: bool) -> tuple[Subject, ...]:
        by_person: dict[str, list[Allegation]] = {}
        first: dict[str, Row] = {}
        met: set[str] = set()
        for row in children.accused:
            external_id = self._accused.get(row, "row")
            if external_id and external_id in met:
                notes.leave_out("accused", row, _("an earlier row has the same number"))
                continue
            met.add(external_id)
            number = self._accused.get(row, "person")
            first.setdefault(number, row)
            by_person.setdefault(number, []).append(self._allegation(row, external_id, notes))
        if not by_person:
            return (Subject(None, self._stage((), closed=closed)),)
        return tuple(
            self._subject(number, first[number], tuple(found), children, notes, closed=closed)
            for number, found in by_person.items()
        )

    def _subject(
        self,
        number: str,
        row: Row,
        allegations: tuple[Allegation, ...],
        children: Children,
        notes: Notes,
        *,
        closed: bool,
    ) -> Subject:
        stage = self._stage(allegations, closed=closed)
        if not number:
            notes.warn("accused", row, _("the row does not say who is accused"))
            return Subject(None, stage, allegations)
        about = children.people.get(number)
        if about is None:
            if self._profile.people:
                notes.warn("accused", row, _("no row describes the person accused"))
            return Subject(number, stage, allegations)
        return self._describer.subject(number, stage, allegations, about, notes)

    def _allegation(self, row: Row, external_id: str, notes: Notes) -> Allegation:
        profile, get = self._profile, self._accused.get
        found = Allegation(
            external_id=external_id,
            category=profile.categories.read(get(row, "category")),
            recommended_finding=profile.findings.read(get(row, "recommended_finding")),
            final_finding=profile.findings.read(get(row, "final_finding")),
            recommended_measure=profile.measures.read(get(row, "recommended_measure")),
            final_measure=profile.measures.read(get(row, "final_measure")),
        )
        notes.damage("accused", row)
        notes.allegation(row, found, profile)
        return found

    def _stage(self, allegations: tuple[Allegation, ...], *, closed: bool) -> str:
        stages = self._profile.stages
        if closed:
            return stages.closed
        if not allegations:
            return stages.otherwise
        if all(one.final_finding.raw for one in allegations):
            return stages.final_finding
        if any(one.recommended_finding.raw for one in allegations):
            return stages.recommended_finding
        return stages.accused
