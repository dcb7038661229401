"""What pages show of the register, and of one entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from caseflow.labels import Text
from caseflow.matters.course_queries import StepView
from caseflow.matters.file_queries import FileView
from caseflow.matters.views import NoteView, TaskView
from caseflow.screening.matching.people import Person
from caseflow.screening.models import EntryStage
from caseflow.screening.queries.corrected_people import (
    CorrectionView,
)
from caseflow.screening.queries.entry_states import (
    EntryState,
)
from caseflow.screening.queries.entry_validity import EntryStanding
from caseflow.workflow import Move


@dataclass(frozen=True)
class EntryLine:
    """One entry in the queue."""

    ref: str
    name: str
    state: EntryState
    categories: tuple[Text, ...]
    label: str | None
    since: datetime
    standing: EntryStanding
    withdrawal_asked: bool
    corrected: bool
    """Whether its case says something else now, and the registry has not dealt with it."""


@dataclass(frozen=True)
class Page:
    """Part of the register, how many entries there are in each state, and how many corrected."""

    lines: tuple[EntryLine, ...]
    counts: Mapping[EntryState, int]
    corrected: int
    after: str | None
    tasks: tuple[tuple[str, TaskView], ...] = ()
    """The reader's open tasks, with the references of their entries."""


@dataclass(frozen=True)
class FindingLine:
    """One allegation of the decision, as it was frozen: what it came to, and how sure it is."""

    conduct: Text
    finding: Text
    standard: Text
    authority: str
    found_on: date | None
    listed: bool
    """Whether the entry rests on it."""
    warning: Text | None = None


@dataclass(frozen=True)
class AskedView:
    """That somebody asked to take a published entry out."""

    at: datetime
    reason: str
    own: bool
    """Whether the reader asked for it."""


@dataclass(frozen=True)
class KeptOut:
    """An officer who is kept out of an entry; `undecided` while only the name speaks for it."""

    id: UUID
    name: str
    undecided: bool


@dataclass(frozen=True)
class EntryView:
    """One entry as its officers read it."""

    ref: str
    person: Person
    stage: EntryStage
    state: EntryState
    """What people are told of the stage, read together with the decision."""
    categories: tuple[Text, ...]
    label: str | None
    admitted: bool
    ground: tuple[tuple[Text, str | date], ...]
    findings: tuple[FindingLine, ...]
    measures: tuple[Text, ...]
    proposed_at: datetime
    noticed_on: date | None
    noticed_late: Text | None
    """How many days after that day it was written down; None: on the day, or not known."""
    notice: str | None
    published_at: datetime | None
    withdrawn_at: datetime | None
    standing: EntryStanding
    asked: AskedView | None
    may_ask: bool
    """Whether this reader may ask that it be taken out."""
    may_lift: bool
    """Whether this reader may lift its suspension."""
    moves: tuple[Move, ...]
    barred: tuple[Text, ...]
    kept_out: tuple[KeptOut, ...] = ()
    not_taken: tuple[tuple[Text, str], ...] = ()
    """What the case says of the person that could not be taken over, as it reads there."""
    corrected: CorrectionView | None = None
    """What the case says now, where the registry has not dealt with it yet."""
    tasks: tuple[TaskView, ...] = ()
    notes: tuple[NoteView, ...] = ()
    files: tuple[FileView, ...] = ()
    course: tuple[StepView, ...] = ()
    """The steps that were taken, as far as they were kept."""
