"""The facts of a case that can be corrected, as texts: to compare, to keep, and to read again.

A group of facts is shown by one form. Its version tells whether somebody changed one of them since
the form was drawn: it is a digest of all texts of the group.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.audit.record import note_read
from caseflow.cases.acts import CaseAct
from caseflow.cases.models import About, Allegation, Case, Occurrence, Party, Precision
from caseflow.cases.queries import row_of
from caseflow.cases.records.entries import OccurrenceEntry
from caseflow.crypto.opening import show_rows
from caseflow.errors import NotReady
from caseflow.labels import Text, _

LABELS: dict[str, Text] = {
    "title": _("Title"),
    "summary": _("What was reported"),
    "received_on": _("Day of the report"),
    "channel": _("How the report came"),
    "reporting": _("How the reporter wants to be known"),
    "happened": _("When it happened"),
    "place": _("Place"),
    "name": _("Name"),
    "other_names": _("Other names"),
    "date_of_birth": _("Date of birth"),
    "nationality": _("Nationality"),
    "gender": _("Gender"),
    "id_number": _("Staff or identity number"),
    "description": _("Description"),
    "rank_band": _("How senior"),
    "rank": _("Exact grade or rank"),
    "unit": _("Unit or office"),
    "personnel_category": _("Category"),
    "how_many": _("How many people"),
    "type": _("Kind of conduct"),
    "happened_on": _("Day of the step"),
    "found_on": _("Day of the finding"),
    "decided_on": _("Day of the decision"),
    "notified_on": _("Day on which the subject was told"),
}
"""What each fact is called, by its name in a correction."""


SAID_OF_UNKNOWN = (
    *("date_of_birth", "nationality", "gender", "id_number", "description"),
    *("rank", "unit"),
)
SAID_OF_ALL = ("name", "other_names", *SAID_OF_UNKNOWN)
TABLES = {
    About.CASE: "cases",
    About.INCIDENT: "incidents",
    About.PERSON: "parties",
    About.ALLEGATION: "allegations",
    About.MOVE: "moves",
    About.FINDING: "findings",
    About.DECISION: "decisions",
}
"""What the trail calls the tables in which these facts stand."""


@dataclass(frozen=True)
class Group:
    """Facts that one form shows: what they belong to, and each as a text ("" for none)."""

    about: About
    about_id: UUID
    values: Mapping[str, str]

    @property
    def version(self) -> str:
        """Changes exactly when one of the texts does."""
        said = json.dumps([str(self.about_id), sorted(self.values.items())])
        return hashlib.sha256(said.encode()).hexdigest()[:32]

    def changed(self, wanted: Mapping[str, str]) -> dict[str, str]:
        """Those facts that would be others, each with what stands there."""
        return {name: self.values[name] for name, text in wanted.items() if text != self[name]}

    def __getitem__(self, name: str) -> str:
        return self.values[name]


class ChangedMeanwhile(NotReady):
    """Somebody corrected one of these facts since the form was drawn. `now` is what stands there.

    Nothing was saved.
    """

    def __init__(self, now: Group) -> None:
        super().__init__(
            _(
                "Somebody changed this while you wrote. Below you see what stands there now"
                " beside your words. Nothing of yours is lost: send again to put yours there."
            )
        )
        self.now = now


def account(session: Session, case: Case) -> Group:
    """The title and the account of a case, opened."""
    return Group(About.CASE, case.id, _texts(session, case, ("title", "summary")))


def report(case: Case) -> Group:
    """When and how the report came, and how far the reporter wants to be known."""
    said = {
        "received_on": case.received_on.isoformat(),
        "channel": case.channel or "",
        "reporting": case.reporting.value if case.reporting else "",
    }
    return Group(About.CASE, case.id, said)


def occurrence(session: Session, case: Case, occurrence_id: UUID | None) -> Group:
    """When and where it is said to have happened, opened; empty where none is written down.

    Raises NotFound for an occurrence of another case.
    """
    if occurrence_id is None:
        return Group(About.INCIDENT, case.id, {"happened": "", "place": ""})
    row: Occurrence = row_of(session, Occurrence, occurrence_id, case.id)
    said = {"happened": when_kept(row), **_texts(session, row, ("place",))}
    return Group(About.INCIDENT, row.id, said)


def person(session: Session, row: Party) -> Group:
    """What is said of a person, opened; of somebody who is not identified without names."""
    said = {
        **_texts(session, row, SAID_OF_ALL if row.identified else SAID_OF_UNKNOWN),
        "rank_band": row.rank_band or "",
        "personnel_category": row.personnel_category or "",
    }
    if not row.identified:
        said["how_many"] = str(row.how_many or "")
    return Group(About.PERSON, row.id, said)


def allegation(rows: Sequence[Allegation]) -> Group:
    """Which kind of conduct is alleged under one code, against one subject or several."""
    return Group(About.ALLEGATION, rows[0].id, {"type": rows[0].type or ""})


def dated(about: About, about_id: UUID, fact: str, day: date | None) -> Group:
    """One day of a step, a finding or a decision."""
    return Group(about, about_id, {fact: day.isoformat() if day else ""})


def only_occurrence(session: Session, case: Case, occurrence_id: UUID | None) -> None:
    """Raise NotReady where a first occurrence would be written, and there is one."""
    there = sa.select(sa.func.count(Occurrence.id)).where(Occurrence.root_id == case.id)
    if occurrence_id is None and session.scalar(there):
        raise NotReady(_("When and where it happened is written down already: change that."))


def when_kept(row: Occurrence | OccurrenceEntry) -> str:
    """The days of an occurrence as a text to keep."""
    days: list[Any] = [row.first_day, row.last_day]
    kept = [row.precision.value, *(each and each.isoformat() for each in days)]
    return json.dumps([*kept, f"{row.at:%H:%M}" if row.at else None])


def when_read(text: str) -> OccurrenceEntry | None:
    """The days of an occurrence from a text that was kept; None where it is none."""
    try:
        precision, first, last, _at = json.loads(text)
        return OccurrenceEntry(
            precision=Precision(precision),
            first_day=first and date.fromisoformat(first),
            last_day=last and date.fromisoformat(last),
        )
    except (ValueError, TypeError):
        return None


def note_shown(session: Session, case: Case, group: Group, *, now: datetime) -> None:
    """Record that somebody was shown these facts to correct them."""
    fields = [f"{TABLES[group.about]}.{name}" for name in sorted(group.values)]
    note_read(session, CaseAct.READ, thing=case, fields=fields, facts={"at": now})


def _texts(session: Session, row: Any, names: tuple[str, ...]) -> dict[str, str]:
    (texts,) = show_rows(session, [row], names)
    return {name: (texts[name] or "").strip() for name in names}
