"""The summary of a case for a document: in full, without names, or figures only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.access.checks import may, require
from caseflow.access.models import Classification
from caseflow.audit.record import note_read
from caseflow.cases import queries
from caseflow.cases.acts import CaseAct
from caseflow.cases.course.timing import local_day
from caseflow.cases.models import Case, CaseOutcome, Occurrence, Part, Party, Precision
from caseflow.cases.opened_case import matrix, showing, telling
from caseflow.cases.opened_case.clock_views import ClockView
from caseflow.cases.opened_case.loading import Loaded, load, open_fields, open_only
from caseflow.cases.opened_case.move_views import StageView
from caseflow.cases.opened_case.timeline import EntryLag, entry_lag, timeline
from caseflow.cases.opened_case.views import (
    AllegationRow,
    DecisionView,
    OccurrenceView,
    OldWordsView,
)
from caseflow.cases.permissions import CasePermission
from caseflow.facts.spans import Span
from caseflow.labels import Labelled, Text, _
from caseflow.matters.views import PersonView
from caseflow.reference.lists import intake_channels, personnel_categories


class Level(Labelled):
    """How much a summary tells."""

    FULL = "full", _("In full")
    REDACTED = "redacted", _("Without names")
    STATISTICAL = "statistical", _("Figures only")


@dataclass(frozen=True, kw_only=True)
class SubjectSummary:
    """A subject; `name`, `rank` and `unit` are empty but in a full summary."""

    id: UUID
    label: Text
    name: str
    rank: str
    unit: str
    category: Text
    how_many: int | None


@dataclass(frozen=True, kw_only=True)
class CaseSummary:
    """What a document about a case says. Texts are empty where the level leaves them out."""

    level: Level
    id: UUID
    reference: str
    classification: Classification
    entity_code: str
    entity_name: str
    track: Text
    category: Text
    """With the word “alleged” where nothing of it was proven; empty in figures only."""
    stage_label: Text
    outcome: CaseOutcome | None
    admitted: bool
    reporting_known: bool
    received_on: date
    closed_on: date | None
    channel: Text
    title: str
    summary: str
    occurrences: tuple[OccurrenceView, ...]
    stages: tuple[StageView, ...]
    clocks: tuple[ClockView, ...]
    """The limit of time that runs; none in figures only, as it tells what is alleged."""
    subjects: tuple[SubjectSummary, ...]
    matrix: tuple[AllegationRow, ...]
    decisions: tuple[DecisionView, ...]
    old_words: tuple[OldWordsView, ...]
    allegations: int
    substantiated: int
    days_open: int
    entry_lag: EntryLag
    """How long after their days its steps were written down."""


def default_level(session: Session, which: Case | str | UUID, *, actor: Actor) -> Level:
    """The fullest level this reader may have of this case. Raises NotFound."""
    case: Case = queries.head(session, which)[0][0]
    full = all(
        may(session, actor, permission, root=case)
        for permission in (CasePermission.READ, CasePermission.EXPORT)
    )
    return Level.FULL if full else Level.REDACTED


def summarise(
    session: Session,
    which: Case | str | UUID,
    *,
    level: Level,
    actor: Actor,
    now: datetime,
    export: str = "",
) -> CaseSummary:
    """Summarise a case at this level; the export is recorded with the fields it opened.

    The session acts under the summarising face for somebody who may not read the case itself.
    `export` is the number of the document. Raises NotFound, and Refused for a level that is not
    this reader's.
    """
    found = load(session, which, now=now)
    require(session, actor, CasePermission.SUMMARISE, root=found.case)
    found.drop_withdrawn()
    if level is Level.FULL:
        require(session, actor, CasePermission.EXPORT, root=found.case)
        open_fields(session, found, reporters=False, notes=False)
    elif level is Level.REDACTED:
        open_only(session, found.every_measure, ("parameters",), found)
    note_read(
        session,
        CaseAct.EXPORTED,
        thing=found.case,
        fields=sorted(found.fields),
        facts={"level": level.value, "export": export},
    )
    return _summary(found, level, now)


def _summary(found: Loaded, level: Level, now: datetime) -> CaseSummary:
    case, entity = found.case, found.entity
    head = showing.head(found)
    rows = matrix.matrix(found)
    answers = [cell for row in rows for cell in row.cells if cell is not None]
    figures = level is Level.STATISTICAL
    return CaseSummary(
        level=level,
        id=case.id,
        reference=case.reference,
        classification=case.classification,
        entity_code=head.entity_code,
        entity_name=head.entity_name,
        track=head.track,
        category=Text("") if figures else head.category,
        stage_label=head.stage_label,
        outcome=case.outcome,
        admitted=case.admitted,
        reporting_known=case.reporting is not None,
        received_on=case.received_on,
        closed_on=case.closed_on,
        channel=intake_channels().label(case.channel),
        title=head.title,
        summary=found.text(case.id, "summary"),
        occurrences=() if figures else _occurrences(found, level),
        stages=showing.stages(found, now),
        clocks=() if figures else telling.clocks(found, now),
        subjects=() if figures else _subjects(found, level),
        matrix=() if figures else rows,
        decisions=() if figures else _decisions(found, level),
        old_words=() if figures else matrix.old_words(found),
        allegations=len(answers),
        substantiated=sum(answer.substantiated and answer.final for answer in answers),
        days_open=max(0, ((case.closed_on or local_day(entity, now)) - case.received_on).days),
        entry_lag=entry_lag(timeline(found)),
    )


def _decisions(found: Loaded, level: Level) -> tuple[DecisionView, ...]:
    decisions = matrix.decisions(found)
    if level is Level.FULL:
        return decisions
    return tuple(replace(each, by=PersonView(None, "")) for each in decisions)


def _occurrences(found: Loaded, level: Level) -> tuple[OccurrenceView, ...]:
    if level is Level.FULL:
        return showing.occurrences(found)
    return tuple(_by_the_month(row) for row in found.occurrences)


def _by_the_month(row: Occurrence) -> OccurrenceView:
    """When it is said to have happened, by no more than the month, and not where."""
    precision, first, last = Precision.UNKNOWN, row.first_day, row.last_day
    if first is not None:
        precision, first = Precision.ABOUT, first.replace(day=1)
        last = Span.of(last.year, last.month).last if last else None
        if last is not None and (last.year, last.month) != (first.year, first.month):
            precision = Precision.BETWEEN
    return OccurrenceView(precision=precision, first_day=first, last_day=last, place=None)


def _subjects(found: Loaded, level: Level) -> tuple[SubjectSummary, ...]:
    rows = [p for p in found.parties if p.part is Part.SUBJECT]
    return tuple(_subject(found, row, n, level) for n, row in enumerate(rows, 1))


def _subject(found: Loaded, row: Party, number: int, level: Level) -> SubjectSummary:
    full = level is Level.FULL
    return SubjectSummary(
        id=row.id,
        label=_("Subject %(number)s", number=number)
        if row.identified
        else _("Subject %(number)s, not identified", number=number),
        name=found.text(row.id, "name") if full else "",
        rank=found.text(row.id, "rank") if full else "",
        unit=found.text(row.id, "unit") if full else "",
        category=personnel_categories().label(row.personnel_category),
        how_many=row.how_many,
    )
