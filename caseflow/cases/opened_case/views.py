"""What the pages of a case receive: frozen, opened, in words and days, and nothing to decide."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from caseflow.access.capacities import Bar, Capacity
from caseflow.access.models import Classification
from caseflow.cases.models import CaseOutcome, LinkKind, Part, Precision, Reporting
from caseflow.cases.opened_case.clock_views import ClockView
from caseflow.cases.opened_case.move_views import ApartView, MoveView, StageView
from caseflow.cases.opened_case.register_views import Difference, OldRemark
from caseflow.labels import Text
from caseflow.matters.file_queries import FileView
from caseflow.matters.views import NoteView, PersonView, TaskView


@dataclass(frozen=True, kw_only=True)
class OccurrenceView:
    """When and where it is said to have happened; `id` where it can be corrected."""

    id: UUID | None = None
    precision: Precision
    first_day: date | None
    last_day: date | None
    place: str | None


@dataclass(frozen=True, kw_only=True)
class PartyView:
    """A person named in the case, or some who are not identified."""

    id: UUID
    part: Part
    name: str
    """Opened name; empty when not identified, not known, or kept from this reader."""
    other_names: tuple[str, ...]
    nameless: bool
    """The old register gives no name."""
    identified: bool
    how_many: int | None
    description: str
    rank_band: Text | None
    rank: str
    unit: str
    personnel_category: str | None
    category_label: Text
    date_of_birth: str
    nationality: str
    gender: str
    id_number: str
    left_on: date | None
    split_from: UUID | None
    stands: Text | None = None
    """Where this subject stands, in a case whose subjects stand at different places."""


@dataclass(frozen=True, kw_only=True)
class AnswerView:
    """What an allegation against one subject came to; "alleged" until there is a final finding."""

    allegation_id: UUID
    outcome: str | None
    label: Text
    standard: Text | None
    final: bool
    substantiated: bool
    found_on: date | None
    evidence: str
    warning: Text | None = None
    """That it was found on a lower standard of proof than is expected of such conduct."""
    finding_id: UUID | None = None
    found_by: UUID | None = None
    decision_id: UUID | None = None
    """The decision that made a final finding."""
    standard_code: str | None = None
    """The standard of proof as it is chosen from its list."""
    reviewed: bool = False
    """Whether it is the answer of a review."""
    investigated: Text | None = None
    """What the investigation found, where a later answer took its place, or as it stands."""
    rests_on: str = ""
    """The evidence that the investigation rests on."""
    investigating: bool = False
    """Whether its subject stands where findings are recorded."""
    deciding: bool = False
    """Whether its subject stands where findings are reviewed."""


@dataclass(frozen=True, kw_only=True)
class AllegationRow:
    """One row of the matrix: a type of conduct, and the answer per subject (None: not alleged)."""

    code: str
    label: Text
    area: Text | None
    raw: str
    cells: tuple[AnswerView | None, ...]
    type: str | None = None


@dataclass(frozen=True, kw_only=True)
class MeasureView:
    """A measure that was imposed, or only warranted, or recommended by an old register."""

    id: UUID
    kind: str | None
    label: Text
    parameters: tuple[tuple[Text, str], ...]
    warranted: bool
    recommended: bool
    raw: str
    remark: str


@dataclass(frozen=True, kw_only=True)
class OldWordsView:
    """What an old register says of a subject besides findings and what was imposed.

    `measures` are those it recommended, and words that are not mapped.
    """

    subject_id: UUID
    measures: tuple[MeasureView, ...]
    remarks: tuple[OldRemark, ...]


@dataclass(frozen=True, kw_only=True)
class DecisionView:
    """What ended a subject's proceeding."""

    id: UUID
    subject_id: UUID
    decided_on: date | None
    authority: str
    reasons: str
    recourse: str
    by: PersonView
    measures: tuple[MeasureView, ...]
    admitted: bool
    set_aside: bool = False
    told_on: date | None = None
    """On which day the subject was told, as far as it is written down."""


@dataclass(frozen=True, kw_only=True)
class WithdrawnView:
    """A person or an allegation that was entered by mistake and withdrawn."""

    id: UUID
    """Of the withdrawal."""
    person: PartyView | None
    """Of an allegation None."""
    code: str
    label: Text
    """What was alleged under the code; empty for a person."""
    against: tuple[PartyView, ...]
    reason: str
    by: PersonView
    at: datetime


@dataclass(frozen=True, kw_only=True)
class EventView:
    """One line of the timeline.

    `kind`: received, move, note, finding, decision, clock, correction, withdrawal,
    departure, tie.

    Of a correction `fact` says which, and `was` is what stood there, as it is kept. `at` is when it
    was written down, `on` the day on which it happened, `lag` how many days lie between,
    below 0 where the day was corrected to one after the entry. Both are
    None where an old register does not hold the day; of the days that it does hold it gives no
    hour, and `whole_day` is true.
    """

    kind: str
    label: Text
    at: datetime | None
    on: date | None = None
    lag: int = 0
    whole_day: bool = False
    by: PersonView
    quote: str = ""
    fact: str = ""
    was: str = ""
    correction: UUID | None = None
    covering: UUID | None = None
    """What was asked, or done, to cover what stood there before this correction."""
    covering_by: UUID | None = None
    covering_reason: str = ""
    """Why it was asked for; where nothing waits, why it was left the last time."""
    covered: bool = False
    late_reason: str = ""
    """Why it was written down long after the day, where that is not said in the quote."""
    correctable: tuple[str, UUID] | None = None
    """What has this day, where it can be corrected: move, finding, decision or told, and its id."""
    subject_id: UUID | None = None
    """The subject whom it is about, where it is about one."""


@dataclass(frozen=True, kw_only=True)
class AccessView:
    """Somebody who was let in."""

    grant_id: UUID
    person: PersonView
    capacity: Capacity
    until: date | None
    fits: bool
    """Whether their role still carries what they were let in for."""
    reason: str = ""
    """Why an overseer takes part."""


@dataclass(frozen=True, kw_only=True)
class ShutOutView:
    """Somebody who is kept out; `proposed` while a match by name alone waits for a decision."""

    exclusion_id: UUID
    bar: Bar
    proposed: bool
    person: PersonView | None
    """Only for those who may manage access; others see how many and why."""


@dataclass(frozen=True, kw_only=True)
class LinkView:
    """Another case that this one belongs to, if the reader may see it."""

    id: UUID
    kind: LinkKind
    reference: str
    title: str
    merged: bool = False
    """Whether the other case was merged into this one."""


@dataclass(frozen=True, kw_only=True)
class CaseHead:
    """What every page of a case shows at its top."""

    id: UUID
    reference: str
    title: str
    classification: Classification
    entity_id: UUID | None
    entity_code: str
    entity_name: str
    track: Text
    category: Text
    """What it is about, with the word “alleged” where nothing of it was proven; may be empty."""
    stage: str
    stage_label: Text
    is_open: bool
    owner: PersonView | None
    desk: str
    admitted: bool
    external_reference: str
    outcome: CaseOutcome | None
    closed_on: date | None
    merged_into: str
    """Reference of the case it was merged into; empty if none, or out of the reader's reach."""


@dataclass(frozen=True, kw_only=True)
class CaseView:
    """The page of a case. `reporting` is None where the old register does not say it."""

    head: CaseHead
    summary: str
    received_on: date
    channel: Text
    reporting: Reporting | None
    occurrences: tuple[OccurrenceView, ...]
    stages: tuple[StageView, ...]
    next_move: MoveView | None
    """The first move forward, ready or not, whoever makes it."""
    moves: tuple[MoveView, ...]
    """Those this reader may make, ready or not."""
    apart: tuple[ApartView, ...]
    """Those who stand elsewhere than the case, by their stage, the earliest first."""
    clocks: tuple[ClockView, ...]
    subjects: tuple[PartyView, ...]
    people: tuple[PartyView, ...]
    """Reporters, witnesses and counsel."""
    matrix: tuple[AllegationRow, ...]
    """Cells stand in the order of `subjects`."""
    decisions: tuple[DecisionView, ...]
    """Those that stand."""
    tasks: tuple[TaskView, ...]
    notes: tuple[NoteView, ...]
    timeline: tuple[EventView, ...]
    access: tuple[AccessView, ...]
    shut_out: tuple[ShutOutView, ...]
    links: tuple[LinkView, ...]
    may: frozenset[str] = field(default_factory=frozenset)
    """What this reader may do here: "edit", "add-allegation", "identify", "find", "decide",
    "note", "task", "hand-over", "manage-access", "merge", "classify", "summarise", "export",
    "settle-register", "correct", "correct-days", "tell-subject", "clock", "agree-extension",
    "undo-merge", "finish-task", "withdraw-file"."""
    old_words: tuple[OldWordsView, ...] = ()
    decisions_set_aside: tuple[DecisionView, ...] = ()
    undecided: frozenset[UUID] = frozenset()
    """The subjects who can be decided on now."""
    may_set_aside: frozenset[UUID] = frozenset()
    """The decisions that this reader may set aside."""
    not_mapped: tuple[str, ...] = ()
    """Old registers' own words that have no counterpart here."""
    withdrawn: tuple[WithdrawnView, ...] = ()
    """What was entered by mistake, the latest first."""
    files: tuple[FileView, ...] = ()
    register: tuple[Difference, ...] = ()
    """In what the old register differs from the case now, until somebody has dealt with it."""
