"""The page of a case in words: stages, clock, key facts, answers and people, ready to print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask import url_for

from caseflow.cases.models import Part, Precision
from caseflow.cases.opened_case.clock_views import ClockView
from caseflow.cases.opened_case.move_views import StageView
from caseflow.cases.opened_case.views import (
    AllegationRow,
    AnswerView,
    CaseHead,
    CaseView,
    EventView,
    OccurrenceView,
    PartyView,
)
from caseflow.cases.pages.corrected import was
from caseflow.cases.pages.covering_words import covering_acts, covering_words
from caseflow.cases.pages.day_links import day_page
from caseflow.cases.pages.marks import answer_mark, event_mark
from caseflow.cases.pages.occurrence_words import happened
from caseflow.clocks.limits import Unit
from caseflow.clocks.reading import Reading, State
from caseflow.days import day_written
from caseflow.labels import Text, _, ngettext
from caseflow.reference.entry_lag import lag_words
from caseflow.reference.pages import particulars
from caseflow.web.guard import current_actor
from caseflow.web.words import day, say, short_day

Facts = list[dict[str, Any]]
NOT_HELD = _("not in the old register")
UNKNOWN = OccurrenceView(precision=Precision.UNKNOWN, first_day=None, last_day=None, place=None)
"""Of a case of which nobody wrote down when it happened."""
MOST_SUBJECTS = 5
"""More stand one below the other, a table for each allegation."""


def stages(case: CaseView) -> Facts:
    """Where the case stands."""
    return [
        {"words": s.label, "state": s.state, "mark": s.mark, "note": _stage_note(s)}
        for s in case.stages
    ]


def _stage_note(stage: StageView) -> str | Text:
    if stage.not_held:
        return NOT_HELD
    if stage.since is None:
        return _("day not in the old register") if stage.undated else ""
    if stage.state == "now":
        return _("since %(day)s", day=short_day(stage.since))
    if not stage.days:
        return short_day(stage.since)
    lasted = ngettext("%(count)s day", "%(count)s days", stage.days)
    return f"{short_day(stage.since)} · {say(lasted)}"


def clocks(case: CaseView) -> Iterator[tuple[ClockView, dict[str, Any]]]:
    """The running limits, each with its gauge and sentences."""
    for each in case.clocks:
        yield each, clock(each, runs_for(case, each))


def runs_for(case: CaseView, clock: ClockView) -> str:
    """The names of those whose limit it is; nobody's where it is that of the case."""
    return ", ".join(name_of(each) for each in case.subjects if each.id in clock.subjects)


def clock(view: ClockView, names: str = "") -> dict[str, Any]:
    """A running limit as its gauge and sentences; `names` where it is not that of the case."""
    reading = view.reading
    whole = max(reading.allowed, reading.used) + reading.stopped_days or 1
    run = min(reading.used, reading.allowed)
    parts = [("run", run), ("stop", reading.stopped_days), ("late", reading.used - run)]
    months, stopped = reading.limit.unit is Unit.MONTHS, reading.state is State.STOPPED
    return {
        "label": reading.limit.label,
        "who": names,
        "at": view.at,
        "used": reading.length if months else reading.used,
        "of": _end(reading) if months else _of(reading.allowed, reading.counts),
        "parts": [(kind, 100 * days / whole) for kind, days in parts if days > 0],
        "spoken": say(reading.usage),
        "sentence": reading.sentence,
        "late": reading.breached,
        "due": None if months or stopped else reading.due,
        "stopped": _stopped(view),
        "basis": reading.limit.basis,
    }


def _end(reading: Reading) -> Text:
    """When a limit of months ends; while it stands still, its end moves on every day."""
    if reading.state is State.STOPPED:
        return _("its end moves on")
    return _("ends %(day)s", day=reading.due)


def _of(days: int, counts: Unit) -> Text:
    if counts is Unit.WORKING_DAYS:
        return ngettext("of %(count)s working day", "of %(count)s working days", days)
    return ngettext("of %(count)s calendar day", "of %(count)s calendar days", days)


def _stopped(view: ClockView) -> Text | str:
    if view.stop_ground:
        return _("Stopped since %(day)s: %(ground)s.", day=view.stop_since, ground=view.stop_ground)
    if days := view.reading.stopped_days:
        return ngettext(
            "Stopped for %(count)s calendar day.", "Stopped for %(count)s calendar days.", days
        )
    return ""


def facts(case: CaseView) -> Facts:
    """The facts in the strip beneath the stages, each with where it is changed."""
    head = case.head
    found: Facts = [
        {
            "term": _("Reported"),
            "words": day(case.received_on),
            "note": f"{say(case.channel)} · {say(_reporter(case))}",
            "change": _change(case, "cases.correct_report"),
        }
    ]
    if head.category:
        found.append({"term": _("Kind of conduct"), "words": say(head.category)})
    for occurrence in case.occurrences or (UNKNOWN,):
        change = _change(case, "cases.correct_occurrence", occurrence_id=occurrence.id)
        found.append({"term": _("Happened"), "words": happened(occurrence), "change": change})
        if occurrence.place:
            found.append({"term": _("Place"), "words": occurrence.place, "change": change})
    found.append({"term": _("Entity"), "words": head.entity_name, "note": head.entity_code})
    if head.outcome:
        closed = day(head.closed_on) if head.closed_on else ""
        found.append({"term": _("Outcome"), "words": say(head.outcome), "note": closed})
    if head.external_reference:
        term = _("In the old register")
        found.append({"term": term, "words": head.external_reference})
    return found


def _change(case: CaseView, endpoint: str, **at: Any) -> str:
    """Where a fact is changed; empty for whoever may not."""
    if "correct" not in case.may:
        return ""
    return url_for(endpoint, reference=case.head.reference, **at)


def _reporter(case: CaseView) -> Text:
    if case.reporting is not None:
        return case.reporting.label
    return _("How the reporter wants to be known: not in the old register")


def name_of(person: PartyView) -> str:
    """What a person is called on pages: a name, or how many are not identified."""
    if person.name:
        return person.name
    if person.nameless:
        return say(_("Name not in the old register"))
    if person.identified:
        return say(_("Name kept from you"))
    if person.how_many is None:
        return say(_("Not identified, number not known"))
    if person.how_many == 1:
        return say(_("Not identified"))
    return say(_("%(count)s people, not identified", count=person.how_many))


def details_of(person: PartyView) -> str:
    """Rank, or how senior where no more is known, unit and category."""
    rank = person.rank or (say(person.rank_band) if person.rank_band else "")
    said = [rank, person.unit]
    if person.personnel_category:
        said.append(say(person.category_label))
    if person.stands is not None:
        said.append(say(person.stands))
    if person.left_on:
        said.append(say(_("left on %(day)s", day=person.left_on)))
    return ", ".join(each for each in said if each)


def also_called(names: Sequence[str]) -> str:
    """The other names of a person, if there are any."""
    return say(_("also called %(names)s", names=", ".join(names))) if names else ""


def subjects(case: CaseView) -> Facts:
    """The columns of the matrix."""
    return [{"name": name_of(s), "sub": details_of(s)} for s in case.subjects]


def matrix(case: CaseView) -> Facts:
    """The rows of the matrix, each cell with its answer."""
    names = [name_of(subject) for subject in case.subjects]
    return [
        {
            "title": say(row.label),
            "code": row.code,
            "note": say(row.area) if row.area else row.raw,
            "cells": [
                None if answer is None else _cell(case, answer, f"{row.code}, {name}")
                for answer, name in zip(row.cells, names, strict=False)
            ],
            "change": ""
            if _answered(row)
            else _change(case, "cases.correct_alleged", code=row.code),
            "withdraw": ""
            if all(cell is None or cell.finding_id is not None for cell in row.cells)
            else _change(case, "cases.withdraw_alleged", code=row.code),
        }
        for row in case.matrix
    ]


def _answered(row: AllegationRow) -> bool:
    """Whether a finding answers an allegation, so that it stays as it is."""
    return any(cell is not None and cell.finding_id is not None for cell in row.cells)


def _cell(case: CaseView, answer: AnswerView, about: str) -> dict[str, Any]:
    tone, glyph = answer_mark(answer)
    note = [say(answer.standard)] if answer.standard else []
    if answer.outcome is not None and not answer.final:
        note.append(say(_("reviewed, not final") if answer.reviewed else _("not final")))
    if answer.warning:
        note.append(say(answer.warning))
    words = {"words": answer.label, "tone": tone, "glyph": glyph, "note": ", ".join(note)}
    if "review" in case.may and answer.deciding and answer.outcome is not None:
        return {**words, "act": _to_review(case, answer, about)}
    if "find" not in case.may or not answer.investigating:
        return {**words, "act": None}
    shown = {**words, "act": _to_finding(case, answer, about)}
    return {**shown, "undo": _to_withdrawal(case, answer, about)} if own_finding(answer) else shown


def own_finding(answer: AnswerView) -> bool:
    """Whether the reader recorded this finding, and it is not final."""
    mine = answer.finding_id is not None and answer.found_by == current_actor().user_id
    return mine and not answer.final


def _to_withdrawal(case: CaseView, answer: AnswerView, about: str) -> dict[str, Any]:
    """The link that leads to where one's own finding is taken back."""
    at: dict[str, Any] = {"reference": case.head.reference, "finding_id": answer.finding_id}
    return {
        "words": _("Take your finding back"),
        "url": url_for("cases.withdraw", **at),
        "about": about,
    }


def _to_review(case: CaseView, answer: AnswerView, about: str) -> dict[str, Any]:
    """The button that leads to the page of a review."""
    reference, allegation_id = case.head.reference, answer.allegation_id
    return {
        "words": _("Record another review") if answer.reviewed else _("Record a review"),
        "url": url_for("cases.review", reference=reference, allegation_id=allegation_id),
        "about": about,
    }


def _to_finding(case: CaseView, answer: AnswerView, about: str) -> dict[str, Any]:
    """The button that leads to the page of a finding."""
    reference, allegation_id = case.head.reference, answer.allegation_id
    again = _("Record another finding")
    return {
        "words": _("Record a finding") if answer.outcome is None else again,
        "url": url_for("cases.finding", reference=reference, allegation_id=allegation_id),
        "about": about,
    }


def people(case: CaseView) -> Facts:
    """Everybody who is named, subjects first."""
    return [_person(case, person) for person in (*case.subjects, *case.people)]


def _person(case: CaseView, person: PartyView) -> dict[str, Any]:
    more = [
        also_called(person.other_names),
        particulars.born(person.date_of_birth or ""),
        particulars.country(person.nationality or ""),
        particulars.gender(person.gender or ""),
        person.id_number,
    ]
    return {
        "part": person.part.label,
        "name": name_of(person),
        "hidden": person.identified and not person.name and not person.nameless,
        "details": details_of(person),
        "more": " · ".join(each for each in more if each),
        "description": person.description,
        "links": _subject_links(case, person),
        "change": _change_person(case, person),
        "withdraw": _withdraw_person(case, person),
    }


def _change_person(case: CaseView, person: PartyView) -> str:
    """Where it is changed what is said of a person; not for whoever may not know them."""
    hidden = person.identified and not person.name and not person.nameless
    return "" if hidden else _change(case, "cases.correct_one", person_id=person.id)


def _withdraw_person(case: CaseView, person: PartyView) -> str:
    """Where somebody who was named by mistake is withdrawn; the only subject stays."""
    alone = person.part is Part.SUBJECT and len(case.subjects) == 1
    if alone or not _change_person(case, person):
        return ""
    return _change(case, "cases.withdraw_one", person_id=person.id)


def _subject_links(case: CaseView, person: PartyView) -> list[tuple[Text, str]]:
    """What can still be said of a subject: who, which category until it is decided on, if left."""
    if person.part is not Part.SUBJECT:
        return []
    at: dict[str, Any] = {"reference": case.head.reference, "person_id": person.id}
    links = []
    if not person.identified and may_identify(case, person):
        links.append((_("Identify"), url_for("cases.identify", **at)))
    if "edit" not in case.may:
        return links
    if person.id not in {decision.subject_id for decision in case.decisions}:
        known = person.personnel_category is not None
        words = _("Change the category") if known else _("Record the category")
        links.append((words, url_for("cases.category", **at)))
    if person.identified:
        left = _("Change the day of leaving") if person.left_on else _("Record the departure")
        links.append((left, url_for("cases.departure", **at)))
    return links


def is_decided(case: CaseView, person: PartyView) -> bool:
    """Whether a decision or a final finding on this subject stands."""
    place = [subject.id for subject in case.subjects].index(person.id)
    cells = [row.cells[place] for row in case.matrix]
    final = any(cell is not None and cell.final for cell in cells)
    return final or person.id in {decision.subject_id for decision in case.decisions}


def may_identify(case: CaseView, person: PartyView) -> bool:
    """Whether the reader may say who this is; of a closed case only of somebody decided on."""
    return "edit" in case.may or ("identify" in case.may and is_decided(case, person))


def events(case: CaseView, kinds: frozenset[str]) -> Facts:
    """The timeline, newest first, narrowed to some kinds of events."""
    shown: Facts = []
    several = {s.id: name_of(s) for s in case.subjects} if len(case.subjects) > 1 else {}
    for event in case.timeline:
        if kinds and event.kind not in kinds:
            continue
        tone, glyph = event_mark(event)
        shown.append(
            {
                "when": event.at,
                "day": _day_of(event),
                "who": event.by.name,
                "about": several.get(event.subject_id, "") if event.subject_id else "",
                "words": event.label,
                "tone": tone,
                "glyph": glyph,
                "quote": event.quote,
                "was": was(event),
                "remark": covering_words(case, event),
                "acts": covering_acts(case, event),
                "entered": lag_words(event.lag),
                "late_reason": event.late_reason,
                "correct": day_page(case, event),
            }
        )
    return shown


def _day_of(event: EventView) -> str:
    """The words for when it happened, where no hour is known; else nothing."""
    if event.at is None:
        return say(_("Day not in the old register"))
    if event.lag:
        return day(event.on)
    return day(day_written(event.at)) if event.whole_day else ""


def crumbs(head: CaseHead, *more: tuple[Text | str, str]) -> list[tuple[Text | str, str]]:
    """Where a page of this case is."""
    here = url_for("cases.case", reference=head.reference) if more else ""
    return [(_("Cases"), url_for("cases.every")), (head.reference, here), *more]
