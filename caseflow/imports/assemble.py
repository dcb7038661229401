"""Putting one case together from its row and the rows that point to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from caseflow.facts.dates import Bad, BadDate
from caseflow.facts.spans import Span
from caseflow.imports.bundle import Allegation, CaseBundle, Incident, Subject
from caseflow.imports.described import Describer
from caseflow.imports.fields import Fields
from caseflow.imports.notes import Notes
from caseflow.imports.register_dates import day_in, span_in, why
from caseflow.imports.shape import Profile
from caseflow.imports.values import time_in
from caseflow.labels import Text, _
from caseflow.sheets.tables import Row


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a case's own row; None where the register gives none."""

    received: date
    closed: date | None
    is_closed: bool
    """Whether the register gives a closing date, even one that cannot be read."""
    decided: date | None
    incident: Span | None


@dataclass(frozen=True, slots=True)
class Children:
    """The rows that point to one case; `people` are those its accused rows point to."""

    accused: list[Row] = field(default_factory=list)
    people: Mapping[str, Row] = field(default_factory=dict)
    victims: list[Row] = field(default_factory=list)
    complainants: list[Row] = field(default_factory=list)


class Assembler:
    """Makes bundles by one profile. `names` are the files' names by what they hold."""

    def __init__(self, profile: Profile, names: Mapping[str, str], today: date) -> None:
        self._profile = profile
        self._today = today
        self._names = names
        self._cases = Fields(profile.cases)
        self._accused = Fields(profile.accused)
        self._describer = Describer(profile, today)
        self.nothing = self._describer.nothing
        """The words for nothing that were met."""

    def case(self, row: Row, children: Children) -> CaseBundle | Text:
        """The whole case; or, when its own row cannot be used, the reason."""
        reference = self._cases.get(row, "reference")
        notes = Notes(self._names, reference)
        notes.damage("cases", row)
        days = self._days(row, notes)
        if isinstance(days, Text):
            return days
        _note_order(days, row, notes)
        return CaseBundle(
            source=self._profile.source,
            external_reference=reference,
            received_on=days.received,
            closed_on=days.closed,
            incident=self._incident(row, days.incident, notes),
            subjects=self._subjects(children, notes, days),
            victims=self._describer.persons("victims", children.victims, notes),
            complainants=self._describer.persons("complainants", children.complainants, notes),
            problems=tuple(notes.problems),
            file=self._names["cases"],
            line=row.line,
        )

    def _days(self, row: Row, notes: Notes) -> Days | Text:
        """The days of a case's row; only a date of receipt that cannot be had costs the case.

        No rule of this product holds for a case of which nobody knows since when it is here.
        """
        columns = self._profile.cases.columns
        try:
            received = day_in(self._cases.get(row, "received"), self._profile, today=self._today)
        except BadDate as bad:
            return why(columns["received"], bad)
        if received is None:
            return _("“%(column)s” is empty", column=columns["received"])
        closed, fault = self._day(self._cases, "cases", "closed", row, notes)
        is_closed = closed is not None or fault not in {None, Bad.FUTURE}
        decided, _fault = self._day(self._cases, "cases", "decided", row, notes)
        incident = self._incident_date(row, notes)
        return Days(received, closed, is_closed, decided, incident)

    def _day(
        self, fields: Fields, kind: str, name: str, row: Row, notes: Notes
    ) -> tuple[date | None, Bad | None]:
        """A day; one that cannot be taken is left empty and noted."""
        try:
            return day_in(fields.get(row, name), self._profile, today=self._today), None
        except BadDate as bad:
            notes.warn(kind, row, why(fields.column(name), bad))
            return None, bad.bad

    def _incident_date(self, row: Row, notes: Notes) -> Span | None:
        """When it happened, as exactly as the register says; what is no date is noted."""
        try:
            text = self._cases.get(row, "incident_date")
            return span_in(text, self._profile, today=self._today)
        except BadDate as bad:
            notes.warn("cases", row, why(self._cases.column("incident_date"), bad))
            return bad.rest

    def _incident(self, row: Row, happened: Span | None, notes: Notes) -> Incident:
        text = self._cases.get(row, "incident_time")
        if not text or text in self._profile.no_time:
            at = None
        else:
            at = time_in(text, self._profile.times)
            if at is None:
                notes.warn("cases", row, _("the time of the incident is not a time of day"))
        return Incident(happened, at, self._cases.further(row))

    def _subjects(self, children: Children, notes: Notes, days: Days) -> tuple[Subject, ...]:
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
            return (Subject(None, *self._stage((), days)),)
        return tuple(
            self._subject(number, first[number], tuple(found), children, notes, days)
            for number, found in by_person.items()
        )

    def _subject(
        self,
        number: str,
        row: Row,
        allegations: tuple[Allegation, ...],
        children: Children,
        notes: Notes,
        days: Days,
    ) -> Subject:
        stage, since = self._stage(allegations, days)
        accused = Subject(number or None, stage, since, _decided(allegations, days), allegations)
        if not number:
            notes.warn("accused", row, _("the row does not say who is accused"))
            return accused
        about = children.people.get(number)
        if about is None:
            if self._profile.people:
                notes.warn("accused", row, _("no row describes the person accused"))
            return accused
        return self._describer.subject(accused, about, notes)

    def _allegation(self, row: Row, external_id: str, notes: Notes) -> Allegation:
        profile, get = self._profile, self._accused.get
        found = Allegation(
            external_id=external_id,
            category=profile.categories.read(get(row, "category")),
            recommended_finding=profile.findings.read(get(row, "recommended_finding")),
            final_finding=profile.findings.read(get(row, "final_finding")),
            recommended_measure=profile.measures.read(get(row, "recommended_measure")),
            final_measure=profile.measures.read(get(row, "final_measure")),
            decided_on=self._decided_on(row, notes),
            attributes=self._accused.further(row),
        )
        notes.damage("accused", row)
        notes.allegation(row, found, profile)
        return found

    def _decided_on(self, row: Row, notes: Notes) -> date | None:
        return self._day(self._accused, "accused", "decided", row, notes)[0]

    def _stage(self, allegations: tuple[Allegation, ...], days: Days) -> tuple[str, date | None]:
        """The stage that the register claims, and the day on which it began, where it is known.

        Only a finding that has a counterpart here is an answer.
        """
        stages = self._profile.stages
        if days.is_closed:
            return stages.closed, days.closed
        if not allegations:
            return stages.otherwise, None
        if all(one.final_finding.mapped for one in allegations):
            return stages.final_finding, _decided(allegations, days)
        if any(one.recommended_finding.mapped for one in allegations):
            return stages.recommended_finding, None
        return stages.accused, None


def _decided(allegations: tuple[Allegation, ...], days: Days) -> date | None:
    """The last day of the rows' decisions, else that of the case."""
    return max((one.decided_on for one in allegations if one.decided_on), default=days.decided)


def _note_order(days: Days, row: Row, notes: Notes) -> None:
    if days.incident and days.incident.first > days.received:
        notes.warn("cases", row, _("the incident is dated after the complaint"))
    if days.closed and days.closed < days.received:
        notes.warn("cases", row, _("the case was closed before it was received"))
    if days.decided and days.decided < days.received:
        notes.warn("cases", row, _("the case was decided before it was received"))
