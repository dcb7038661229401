"""What a case summary says: one order of words for the PDF and for its page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from caseflow.access.models import Classification
from caseflow.cases.models import Precision
from caseflow.cases.opened_case.clock_views import ClockView
from caseflow.cases.opened_case.move_views import StageView
from caseflow.cases.opened_case.summary import CaseSummary, Level, SubjectSummary
from caseflow.cases.opened_case.timeline import EntryLag
from caseflow.cases.opened_case.views import AnswerView, DecisionView, MeasureView, OccurrenceView
from caseflow.labels import Text, _, ngettext
from caseflow.pdf.content import Block, Document, Facts, Heading, Paragraph, Table, Withheld
from caseflow.pdf.furniture import render
from caseflow.pdf.signing import Signer, sign
from caseflow.web.words import day, direction, language, month, say

RANKS: dict[Classification, Literal[1, 2, 3]] = {
    Classification.UNCLASSIFIED: 1,
    Classification.CONFIDENTIAL: 2,
    Classification.STRICTLY_CONFIDENTIAL: 3,
}
REASON = "Export of a case summary"
NOBODY = _("not recorded")
NOT_HELD = _("not in the old register")


@dataclass(frozen=True)
class Made:
    """For whom a document is made, when, and under which number."""

    number: str
    reader: str
    at: datetime


def summary_pdf(view: CaseSummary, made: Made, signer: Signer, *, fonts: Path | None) -> bytes:
    """The signed PDF of a summary, in the language of the page that asks for it."""
    document = Document(
        title=_("Case summary"),
        subtitle=f"{view.reference} · {say(view.level)}",
        classification_label=view.classification.label,
        classification_rank=RANKS[view.classification],
        export_number=made.number,
        reader=made.reader,
        made_at=made.at,
        language=language(),
        direction="rtl" if direction() == "rtl" else "ltr",
        blocks=list(blocks(view)),
    )
    return sign(render(document, fonts=fonts, say=say), signer, reason=REASON, now=made.at)


def blocks(view: CaseSummary) -> Iterator[Block]:
    """The summary in the order of reading; what its level leaves out is named at the end."""
    yield Heading(_("Key facts"))
    yield Facts(list(_key_facts(view)))
    if view.summary:
        yield Heading(_("What was reported"))
        yield Paragraph(view.summary)
    if view.level is not Level.STATISTICAL:
        yield Heading(_("Subjects"))
        yield _subjects(view)
        yield Heading(_("Allegations and findings"))
        yield _answers(view)
        yield from _decisions(view)
        yield from _old_words(view)
    yield Heading(_("Course of the case"))
    yield _course(view)
    if view.clocks:
        yield Facts([_time_limit(clock) for clock in view.clocks])
    yield Heading(_("Figures"))
    yield Facts(
        [
            (_("Allegations, each against one subject"), str(view.allegations)),
            (_("Final findings: substantiated"), str(view.substantiated)),
            (_("Calendar days open"), str(view.days_open)),
            (_("Entered after the day it happened"), _entered_late(view.entry_lag)),
        ]
    )
    yield Withheld(list(_withheld(view.level)))


def _entered_late(figure: EntryLag) -> Text:
    if not figure.late:
        return _("none of %(count)s", count=figure.entries)
    return ngettext(
        "%(late)s of %(entries)s, at most %(count)s day later",
        "%(late)s of %(entries)s, at most %(count)s days later",
        figure.longest,
        late=figure.late,
        entries=figure.entries,
    )


def _key_facts(view: CaseSummary) -> Iterator[tuple[str, str]]:
    if view.title:
        yield _("Case"), view.title
    yield _("Reference"), view.reference
    yield _("Entity"), f"{view.entity_name} ({view.entity_code})"
    yield _("Track"), view.track
    if view.category:
        yield _("Kind of conduct"), view.category
    yield _("Stage"), view.stage_label
    yield _("Received"), f"{day(view.received_on)} · {say(view.channel)}"
    for occurrence in view.occurrences:
        place = f" · {occurrence.place}" if occurrence.place else ""
        yield _("Happened"), _happened(occurrence) + place
    if view.outcome:
        closed = f" · {day(view.closed_on)}" if view.closed_on else ""
        yield _("Outcome"), say(view.outcome) + closed
    if view.admitted:
        yield _("Origin"), _("Admitted from an old register")
    if not view.reporting_known:
        yield _("How the reporter wants to be known"), NOT_HELD


def _happened(occurrence: OccurrenceView) -> str:
    first, last = occurrence.first_day, occurrence.last_day
    match occurrence.precision:
        case Precision.EXACT:
            return day(first)
        case Precision.BETWEEN:
            return say(_("between %(first)s and %(last)s", first=first, last=last))
        case Precision.ABOUT if first is not None:
            words = month(first) if first.day == 1 else day(first)
            return say(_("about %(day)s", day=words))
        case _:
            return say(_("not known"))


def _subjects(view: CaseSummary) -> Table:
    full = view.level is Level.FULL
    header = [_("Subject"), _("Category"), _("How many")]
    if full:
        header[1:1] = [_("Name"), _("Rank and unit")]
    rows = []
    for subject in view.subjects:
        row = [subject.label, subject.category, _count(subject)]
        if full:
            served = ", ".join(x for x in (subject.rank, subject.unit) if x)
            row[1:1] = [subject.name or NOBODY, served or NOBODY]
        rows.append(row)
    widths = (2.2, 3.4, 3, 2.6, 1.6) if full else (3, 4, 2)
    return Table(header, rows, widths, row_heads=True, empty=_("Nobody is named as a subject."))


def _count(subject: SubjectSummary) -> str:
    return str(subject.how_many) if subject.how_many is not None else _("not known")


def _answers(view: CaseSummary) -> Table:
    full = view.level is Level.FULL
    header = [_("Allegation"), _("Subject"), _("Finding")]
    rows = []
    for row in view.matrix:
        alleged = f"{row.code} {say(row.label)}" + (f" ({row.raw})" if row.raw else "")
        for number, cell in enumerate(row.cells):
            if cell is None:
                continue
            cells = [alleged, _named(view, number), _found(cell)]
            rows.append([*cells, cell.evidence or NOBODY] if full else cells)
    if full:
        header.append(_("Evidence"))
    widths = (3, 2.2, 2.4, 3) if full else (4, 2.4, 3)
    return Table(header, rows, widths, row_heads=True, empty=_("Nothing is alleged."))


def _named(view: CaseSummary, number: int) -> str:
    subject = view.subjects[number]
    return f"{say(subject.label)}\n{subject.name}" if subject.name else subject.label


def _found(cell: AnswerView) -> str:
    lines = [say(cell.label)]
    if cell.standard:
        lines.append(say(cell.standard))
    if cell.found_on:
        lines.append(day(cell.found_on))
    if cell.outcome is not None and not cell.final:
        lines.append(say(_("reviewed, not final") if cell.reviewed else _("not final")))
    if cell.warning:
        lines.append(say(cell.warning))
    return "\n".join(lines)


def _decisions(view: CaseSummary) -> Iterator[Block]:
    if not view.decisions:
        return
    yield Heading(_("Decisions"))
    labels = {subject.id: subject.label for subject in view.subjects}
    for decision in view.decisions:
        yield Heading(labels.get(decision.subject_id, _("Subject")), level=2)
        yield Facts(list(_decided(decision, full=view.level is Level.FULL)))


def _decided(decision: DecisionView, *, full: bool) -> Iterator[tuple[str, str]]:
    unknown = NOT_HELD if decision.admitted else NOBODY
    yield _("Decided"), day(decision.decided_on) if decision.decided_on else unknown
    if full:
        yield _("By"), decision.by.name or decision.authority or unknown
    measures = "\n".join(_measure(each) for each in decision.measures)
    yield _("Measures"), measures or _("none")
    if decision.reasons:
        yield _("Reasons"), decision.reasons
    if decision.recourse:
        yield _("Recourse"), decision.recourse


def _old_words(view: CaseSummary) -> Iterator[Block]:
    """What an old register recommended, wrote in words of its own, or said besides."""
    if not view.old_words:
        return
    yield Heading(_("In the old register"))
    labels = {subject.id: subject.label for subject in view.subjects}
    for words in view.old_words:
        said: list[tuple[str, str]] = [(_("Measure"), _measure(each)) for each in words.measures]
        said += [(_("Remark on %(code)s", code=r.code), r.words) for r in words.remarks]
        yield Heading(labels.get(words.subject_id, _("Subject")), level=2)
        yield Facts(said)


def _measure(measure: MeasureView) -> str:
    said = [say(measure.label)]
    said += [f"{say(label)}: {say(value)}" for label, value in measure.parameters]
    if measure.warranted:
        said.append(say(_("warranted only")))
    if measure.recommended:
        said.append(say(_("recommended only")))
    elif measure.kind is None:
        said.append(say(_("not known whether imposed")))
    return " · ".join(said)


def _course(view: CaseSummary) -> Table:
    rows = [(stage.label, _lasted(stage)) for stage in view.stages]
    return Table([_("Stage"), _("Since")], rows, (2, 3), row_heads=True)


def _time_limit(clock: ClockView) -> tuple[str, str]:
    """A running limit: when it ends, how it stands, and how much it binds."""
    reading = clock.reading
    due = _("due %(day)s", day=day(reading.due))
    said = (due, reading.sentence, reading.limit.basis)
    label = _("Time limit: %(limit)s", limit=reading.limit.label)
    if clock.at is not None:
        label = _("Time limit at “%(stage)s”: %(limit)s", stage=clock.at, limit=reading.limit.label)
    return say(label), " · ".join(say(each) for each in said)


def _lasted(stage: StageView) -> str:
    if stage.not_held:
        return say(NOT_HELD)
    if stage.since is None:
        return _("day not in the old register") if stage.undated else _("not reached")
    if stage.days is None:
        return day(stage.since)
    lasted = ngettext("%(count)s day", "%(count)s days", stage.days)
    return f"{day(stage.since)} · {say(lasted)}"


TEAM = (
    _("Notes, tasks and the team’s own words"),
    _("They serve the work on the case and are never part of a summary."),
)
REPORTERS = (
    _("Who reported, witnesses and counsel"),
    _("They are protected: no summary names them."),
)
NAMES = (
    _("Names, ranks and units of the subjects"),
    _("This level is for readers who do not work on the case. Subjects are numbered instead."),
)
WORDS = (
    _("Title, account, evidence and reasons"),
    _("What people wrote may name somebody or let them be recognised."),
)
PLACE = (
    _("Place and exact day of what happened"),
    _("Together with the entity they could point to a person. The month is kept."),
)
PEOPLE = (
    _("Subjects, allegations, findings and measures one by one"),
    _("This level gives codes, dates and counts only."),
)


def _withheld(level: Level) -> Iterator[tuple[Text, Text]]:
    if level is Level.STATISTICAL:
        yield PEOPLE
    if level is not Level.FULL:
        yield NAMES
        yield WORDS
        yield PLACE
    yield REPORTERS
    yield TEAM
