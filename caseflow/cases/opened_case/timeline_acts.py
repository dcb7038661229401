"""The lines of a timeline that tell what was done to a case besides its moves, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from caseflow.cases.models import Finding, Step
from caseflow.cases.opened_case.loading import Loaded, person
from caseflow.cases.opened_case.views import EventView
from caseflow.cases.records.kept_acts import (
    DEPARTURE,
    FINDING_WITHDRAWN,
    KEPT_ACTS,
    LINKED,
    MERGE_UNDONE,
    MERGED_IN,
    STAGE_AGAIN,
    STAGE_BACK,
    UNTIED,
    Stood,
)
from caseflow.cases.workflow import stage_label
from caseflow.labels import Text, _

TIES = frozenset({LINKED, UNTIED})


def acts(found: Loaded) -> Iterator[EventView]:
    """Departures, ties, merges and findings that were taken back."""
    rows = [
        row
        for row in sorted(found.items["correction"], key=lambda row: (row.at, row.id))
        if row.code in KEPT_ACTS and row.id in found.opened
    ]
    yield from _departures(found, [row for row in rows if row.code == DEPARTURE])
    yield from _withdrawn(found, [row for row in rows if row.code == FINDING_WITHDRAWN])
    yield from _ties(found, rows)
    for row in rows:
        if row.code in {MERGED_IN, MERGE_UNDONE, STAGE_BACK, STAGE_AGAIN}:
            kind = "move" if row.code in {STAGE_BACK, STAGE_AGAIN} else "tie"
            told = kind == "move" or row.other in _seen(found)
            yield _line(found, row, kind, _merge_label(found, row), told=told)


def _seen(found: Loaded) -> dict[Any, Any]:
    """The links to cases that the reader may see, by the other case."""
    return {row.other: row for row in found.items["link"]}


def _line(
    found: Loaded, row: Any, kind: str, label: Text, *, told: bool = True, **more: Any
) -> EventView:
    """One line; unless `told`, without the reason, which was typed in a case out of reach."""
    return EventView(
        kind=kind,
        label=label,
        at=row.at,
        by=person(found, row.who),
        quote=found.text(row.id, "reason") if told else "",
        **more,
    )


def _departures(found: Loaded, rows: Sequence[Any]) -> Iterator[EventView]:
    """What stood there after each is what stood there before the next one, or stands there now."""
    after: dict[Any, str] = {
        party.id: party.left_on.isoformat() if party.left_on else "" for party in found.every_party
    }
    for row in reversed(rows):
        if row.other not in after:
            continue
        then, before = after[row.other], found.text(row.id, "before")
        after[row.other] = before
        label = _departure_label(then, before)
        more = {"fact": DEPARTURE, "was": before, "subject_id": row.other}
        yield _line(found, row, "departure", label, **more)


def _departure_label(then: str, before: str) -> Text:
    if not then:
        return _("Departure taken back: did not leave")
    try:
        day = date.fromisoformat(then)
    except ValueError:  # a seal that cannot be opened
        return _("Day of leaving changed")
    if before:
        return _("Day of leaving changed: left on %(day)s", day=day)
    return _("Departure recorded: left on %(day)s", day=day)


def _withdrawn(found: Loaded, rows: Sequence[Any]) -> Iterator[EventView]:
    """Findings that were taken back; of earlier releases without the reason."""
    why = {row.other: row for row in rows}
    whose = {opened.id: subject for subject, opened in found.every_proceeding.items()}
    every = found.every_allegation
    for finding in found.findings.values():
        if finding.withdrawn_at is None:
            continue
        row, alleged = why.get(finding.id), every[finding.allegation_id]
        own = finding.recorded_by if finding.step is not Step.DECISION else None
        yield EventView(
            kind="finding",
            label=_withdrawn_label(finding, alleged.code),
            at=row.at if row is not None else finding.withdrawn_at,
            by=person(found, row.who if row is not None else own),
            quote=found.text(row.id, "reason") if row is not None else "",
            subject_id=whose.get(alleged.proceeding_id),
        )


def _withdrawn_label(finding: Finding, code: str) -> Text:
    if finding.step is Step.REVIEW:
        return _("Review of %(code)s taken back", code=code)
    if finding.step is Step.DECISION:
        return _("Final finding on %(code)s taken back", code=code)
    return _("Finding on %(code)s taken back", code=code)


def _ties(found: Loaded, rows: Sequence[Any]) -> Iterator[EventView]:
    """Ties to cases that the reader may see; those of earlier releases as long as they stand."""
    seen = _seen(found)
    told = {row.other for row in rows} | {found.case.merged_into}
    for row in rows:
        if row.code in TIES and row.other in seen:
            reference = seen[row.other].start
            linked = _("Linked to %(reference)s", reference=reference)
            untied = _("Untied from %(reference)s", reference=reference)
            yield _line(found, row, "tie", linked if row.code == LINKED else untied)
    for link in seen.values():
        if link.other not in told and link.done is None:
            label = _("Linked to %(reference)s", reference=link.start)
            yield EventView(kind="tie", label=label, at=link.at, by=person(found, link.who))


def _merge_label(found: Loaded, row: Any) -> Text:
    """A merge names the other case only where the reader may see it."""
    if row.code in {STAGE_BACK, STAGE_AGAIN}:
        return _stage_label(found, row)
    link = _seen(found).get(row.other)
    reference = None if link is None else link.start
    if row.code == MERGED_IN:
        if reference is None:
            return _("Another case merged into this one")
        return _("%(reference)s merged into this case", reference=reference)
    if reference is None:
        return _("Merge of another case undone")
    return _("Merge of %(reference)s undone", reference=reference)


def _stage_label(found: Loaded, row: Any) -> Text:
    kept = found.text(row.id, "before")
    before = _stood_label(found, Stood.read(kept)) if kept else Text("–")
    if row.code == STAGE_BACK:
        return _("Stage was “%(stage)s”: a subject who came in stands earlier", stage=before)
    return _("Stage was “%(stage)s”: who stood there is out of the case", stage=before)


def _stood_label(found: Loaded, stood: Stood) -> Text:
    """What the stage was called; where only its code is kept, on the first track that has it."""
    if stood.track is not None:
        return stage_label(stood.stage, stood.track)
    opened = sorted(found.every_proceeding.values(), key=lambda each: each.id)
    ways = dict.fromkeys(each.track for each in opened)
    known = (way for way in ways if stage_label(stood.stage, way) != stood.stage)
    return stage_label(stood.stage, next(known, None))
