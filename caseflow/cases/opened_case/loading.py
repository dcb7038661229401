"""A case as loaded for reading: its rows sorted out, and its sealed fields opened once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from caseflow.access.capacities import AccessBar
from caseflow.access.dated import holds
from caseflow.cases import queries
from caseflow.cases.capacities import CaseCapacity
from caseflow.cases.course.standing import Facts
from caseflow.cases.course.timing import local_day
from caseflow.cases.models import (
    Allegation,
    Case,
    ClockChange,
    Correction,
    Covering,
    Decision,
    Finding,
    Measure,
    Occurrence,
    Oversight,
    Part,
    Party,
    Proceeding,
    Step,
    Withdrawal,
)
from caseflow.cases.opened_case.items import items
from caseflow.cases.workflow import sends_to_decision
from caseflow.crypto.broken_seals import Unreadable
from caseflow.crypto.keyring import keyring_of
from caseflow.crypto.opening import show_rows
from caseflow.days import office_day
from caseflow.db import trail_table
from caseflow.matters.models import Move, Note, Task
from caseflow.matters.views import PersonView
from caseflow.reference.models import Entity

PARTY_FIELDS = (
    "name",
    "other_names",
    "date_of_birth",
    "nationality",
    "gender",
    "id_number",
    "description",
    "rank",
    "unit",
)
ITEMS = {"move": (Move, "reason"), "clock": (ClockChange, "reason"), "task": (Task, "words")}
ITEMS |= {"note": (Note, "words"), "link": (Case, "title"), "grant": (Oversight, "reason")}
IN_PAIRS: dict[str, tuple[type[Any], str, str]] = {
    "correction": (Correction, "before", "reason"),
    "withdrawal": (Withdrawal, "reason", "undone_reason"),
    "covering": (Covering, "reason", "declined"),
}
"""Kinds of items with two sealed words."""
APART = frozenset({"link", "grant"})
"""Kinds of items whose sealed words stand in another row: a case's title, why one took part."""
FIELDS: dict[type[Any], tuple[str, ...]] = {
    Case: ("title", "summary", "desk", "register_words"),
    Occurrence: ("place",),
    Party: PARTY_FIELDS,
    Allegation: ("raw", "remark", "recommended_remark"),
    Finding: ("evidence", "raw", "late_reason"),
    Decision: ("reasons", "recourse", "authority", "late_reason", "told_late_reason"),
    Measure: ("parameters", "raw", "remark"),
}
"""The group of fields that opening a case opens, besides the words of its items."""


@dataclass
class Withdrawn:
    """The withdrawn rows of a case: people, proceedings, and what was alleged."""

    parties: list[Party] = field(default_factory=list)
    proceedings: dict[UUID, Proceeding] = field(default_factory=dict)
    """By subject."""
    allegations: dict[UUID, Allegation] = field(default_factory=dict)


@dataclass
class Loaded:
    """The rows of one case, and what was opened of them."""

    case: Case
    entity: Entity | None
    owner: str | None
    merged_into: str | None
    occurrences: list[Occurrence]
    parties: list[Party] = field(default_factory=list)
    proceedings: dict[UUID, Proceeding] = field(default_factory=dict)
    """By subject."""
    allegations: dict[UUID, Allegation] = field(default_factory=dict)
    withdrawn: Withdrawn = field(default_factory=Withdrawn)
    """What was entered by mistake: it is shown as that, and counted nowhere."""
    findings: dict[UUID, Finding] = field(default_factory=dict)
    decisions: dict[UUID, Decision] = field(default_factory=dict)
    measures: dict[UUID, list[Measure]] = field(default_factory=lambda: defaultdict(list))
    """By decision; those that hang on none by proceeding."""
    names: dict[UUID, str] = field(default_factory=dict)
    """Users by id, as far as they occur."""
    items: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    limits_since: dict[tuple[str, str], date] = field(default_factory=dict)
    """The first day of each limit that runs elsewhere than at the stage of the case."""
    opened: dict[UUID, dict[str, str | None]] = field(default_factory=dict)
    fields: set[str] = field(default_factory=set)
    """What was opened, as ``table.column``."""

    def text(self, row_id: UUID, name: str) -> str:
        """An opened field; empty when there is none or it was not opened."""
        return self.opened.get(row_id, {}).get(name) or ""

    @property
    def subjects(self) -> list[Party]:
        """The subjects, in the order in which they were named."""
        return [p for p in self.parties if p.part is Part.SUBJECT]

    @property
    def every_party(self) -> list[Party]:
        """Those who were withdrawn, too."""
        return [*self.parties, *self.withdrawn.parties]

    @property
    def every_proceeding(self) -> dict[UUID, Proceeding]:
        """By subject; those that were withdrawn, too."""
        return {**self.proceedings, **self.withdrawn.proceedings}

    def proceeding(self, proceeding_id: UUID) -> Proceeding | None:
        """A proceeding by its id; None where it was withdrawn."""
        every = self.proceedings.values()
        return next((opened for opened in every if opened.id == proceeding_id), None)

    @property
    def every_allegation(self) -> dict[UUID, Allegation]:
        """Those that were withdrawn, too."""
        return {**self.allegations, **self.withdrawn.allegations}

    @property
    def every_measure(self) -> list[Measure]:
        """The measures of all decisions."""
        return [row for each in self.measures.values() for row in each]

    def drop_withdrawn(self) -> None:
        """Leave out the steps, findings, decisions and measures of what was withdrawn."""
        gone = {row.id for row in self.withdrawn.proceedings.values()}
        self.items["move"] = [row for row in self.items["move"] if row.other not in gone]
        self.findings = {
            key: row
            for key, row in self.findings.items()
            if row.holds and row.allegation_id in self.allegations
        }
        ended = {key for key, row in self.decisions.items() if row.proceeding_id in gone}
        self.decisions = {key: row for key, row in self.decisions.items() if key not in ended}
        for place in [place for place in self.measures if place in ended | gone]:
            del self.measures[place]

    def of_reporter(self, item: Any) -> bool:
        """Whether a correction or withdrawal among the items is about somebody who reported."""
        return any(p.id == item.other and _reporter(p) for p in self.every_party)

    def day(self, now: datetime) -> date:
        """The day it is at the entity of the case."""
        return local_day(self.entity, now)

    def facts(self, today: date) -> Facts:
        """What the conditions of its moves are read from."""
        bars = self.items["bar"]
        out = {row.who for row in bars if current(row, today)}
        let_in = [row for row in self.items["grant"] if row.code == CaseCapacity.INVESTIGATOR]
        able = [row for row in let_in if row.number and row.who not in out]
        tracks = {opened.id: opened.track for opened in self.every_proceeding.values()}
        moves = self.items["move"]
        return Facts(
            case=self.case,
            proceedings=list(self.proceedings.values()),
            allegations=list(self.allegations.values()),
            findings=list(self.findings.values()),
            decisions=list(self.decisions.values()),
            let_in=[row.who for row in let_in],
            leads=[row.who for row in self.items["inquiry"]],
            senders=[r.who for r in moves if sends_to_decision(tracks.get(r.other), r.code)],
            parties=[party.user_id for party in self.parties],
            investigator_now=any(current(row, today) for row in able),
            conflict_undecided=any(proposed(row) and current(row, today) for row in bars),
        )


def current(row: Any, today: date) -> bool:
    """Whether a grant or bar among the items holds today."""
    return holds(row.first, row.last, today)


def proposed(row: Any) -> bool:
    """Whether a bar among the items only waits for a decision."""
    return bool(row.code == AccessBar.CONFLICT and row.other is None)


def load(session: Session, which: Case | str | UUID, *, now: datetime) -> Loaded:
    """The rows of a case, in three statements to five. Raises NotFound. Opens nothing."""
    found = load_head(session, which)
    case = found.case
    _sort_people(found, queries.people(session, case.id))
    today = office_day(now)  # roles hold by it
    for row in items(session, case.id, entity_id=case.entity_id, today=today):
        found.items[row.kind].append(row)
        if row.who is not None:
            found.names[row.who] = row.name or ""
    places = {(opened.track, opened.stage) for opened in found.proceedings.values()}
    if len(places) > 1:
        found.limits_since = queries.limits_since(session, case.id)
    if case.admitted or any(f.step is Step.DECISION for f in found.findings.values()):
        _sort_decisions(found, queries.decisions(session, case.id))
    return found


def load_head(session: Session, which: Case | str | UUID) -> Loaded:
    """Only the row of a case, with what its top names, in one statement. Raises NotFound."""
    rows = queries.head(session, which)
    case, entity, owner, _occurrence, into = rows[0]
    found = Loaded(case, entity, owner, into, [row[3] for row in rows if row[3] is not None])
    if owner:
        found.names[case.owner_id] = owner
    return found


def _sort_decisions(found: Loaded, rows: Iterable[Any]) -> None:
    measures: dict[UUID, Measure] = {}
    for decision, measure, decider, teller in rows:
        if decision is not None:
            found.decisions[decision.id] = decision
            if decision.decided_by:
                found.names[decision.decided_by] = decider or ""
            if decision.told_by:
                found.names[decision.told_by] = teller or ""
        if measure is not None:
            measures[measure.id] = measure
    for measure in measures.values():
        place = measure.decision_id or measure.proceeding_id
        if place is not None:
            found.measures[place].append(measure)


def _sort_people(found: Loaded, rows: Iterable[Any]) -> None:
    parties: dict[UUID, Party] = {}
    for party, proceeding, allegation, finding, finder in rows:
        parties[party.id] = party
        if proceeding is not None:
            place = found if party.withdrawal_id is None else found.withdrawn
            place.proceedings[party.id] = proceeding
        if allegation is not None:
            counts = party.withdrawal_id is None and allegation.withdrawal_id is None
            (found if counts else found.withdrawn).allegations[allegation.id] = allegation
        if finding is not None:
            found.findings[finding.id] = finding
            if finding.recorded_by:
                found.names[finding.recorded_by] = finder or ""
    for party in parties.values():
        (found if party.withdrawal_id is None else found.withdrawn).parties.append(party)


def open_fields(session: Session, found: Loaded, *, reporters: bool, notes: bool = True) -> None:
    """Open the declared group of fields, with one statement for all keys.

    Without `reporters` those who report stay closed; without `notes` the team's own words do, what
    was corrected and what was withdrawn.
    """
    people = found.every_party if notes else found.parties
    alleged = found.every_allegation if notes else found.allegations
    groups: list[tuple[type[Any], tuple[str, ...], list[Any]]] = [
        (Case, FIELDS[Case], [found.case]),
        (Occurrence, FIELDS[Occurrence], found.occurrences),
        (Party, FIELDS[Party], [p for p in people if reporters or not _reporter(p)]),
        (Allegation, FIELDS[Allegation], list(alleged.values())),
        (Finding, FIELDS[Finding], list(found.findings.values())),
        (Decision, FIELDS[Decision], list(found.decisions.values())),
        (Measure, FIELDS[Measure], found.every_measure),
    ]
    for kind, (model, name) in ITEMS.items():
        if notes or kind not in {"note", "task"}:
            rows = [r for r in found.items[kind] if r.sealed is not None]
            groups.append((model, (name,), [_with_place(r, kind, name) for r in rows]))
    if notes:
        for kind, (model, first, second) in IN_PAIRS.items():
            told = [r for r in found.items[kind] if reporters or not found.of_reporter(r)]
            told = [r for r in told if kind != "covering" or not r.number]  # once covered: no more
            groups.append((model, (first, second), [_pair(r, first, second) for r in told]))
    keyring_of(session).ciphers(session, {r.data_key_id for _m, _n, rows in groups for r in rows})
    for model, names, rows in groups:
        for row, texts in zip(rows, show_rows(session, rows, names, model=model), strict=True):
            found.opened[getattr(row, "item", row.id)] = texts
            found.fields |= {
                f"{trail_table(model)}.{name}" for name, text in texts.items() if shown(text)
            }


def open_only(session: Session, rows: Sequence[Any], names: tuple[str, ...], found: Loaded) -> None:
    """Open these fields of rows of one table, for somebody who may or need not have the others."""
    for row, texts in zip(rows, show_rows(session, rows, names), strict=True):
        found.opened[row.id] = texts
        found.fields |= {
            f"{trail_table(row)}.{name}" for name, text in texts.items() if shown(text)
        }


def shown(text: str | None) -> bool:
    """Whether there was a text, and it could be opened."""
    return text is not None and not isinstance(text, Unreadable)


def _with_place(row: Any, kind: str, name: str) -> SimpleNamespace:
    """An item as the row its sealed value belongs to."""
    place = row.other if kind in APART else row.id
    return SimpleNamespace(id=place, item=row.id, data_key_id=row.data_key_id, **{name: row.sealed})


def _pair(row: Any, first: str, second: str) -> SimpleNamespace:
    """An item as the row its two sealed values belong to."""
    sealed = {first: row.sealed, second: row.beside}
    return SimpleNamespace(id=row.id, data_key_id=row.data_key_id, **sealed)


def _reporter(party: Party) -> bool:
    return party.part is Part.REPORTER


def person(found: Loaded, user_id: UUID | None) -> PersonView:
    """A user as a page names them; the name is empty for nobody and for the system."""
    return PersonView(user_id, found.names.get(user_id, "") if user_id is not None else "")
