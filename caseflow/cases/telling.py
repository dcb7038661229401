"""Turning a loaded case into its course: timeline, notes, tasks, clocks, access and ties."""

from __future__ import annotations

from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from caseflow.access.models import Bar, Capacity
from caseflow.cases.case_category import asks_strict_limits
from caseflow.cases.clock_views import ClockView, WaitingExtension
from caseflow.cases.items import PROPOSED
from caseflow.cases.loading import Loaded, current, person, proposed
from caseflow.cases.models import ChangeKind, Finding, LinkKind, Step
from caseflow.cases.move_views import ApartView
from caseflow.cases.permissions import CasePermission
from caseflow.cases.reader import Reader
from caseflow.cases.timeline import ground_label
from caseflow.cases.timing import clock, in_this_stage, read_limit
from caseflow.cases.views import (
    AccessView,
    LinkView,
    NoteView,
    ShutOutView,
    TaskView,
)
from caseflow.cases.workflow import limit_at
from caseflow.clocks.limits import Unit
from caseflow.clocks.reading import Reading, State


def notes(found: Loaded, reader: Reader) -> tuple[NoteView, ...]:
    """What the team wrote, the newest first."""
    rows = sorted(found.items["note"], key=lambda row: row.at, reverse=True)
    return tuple(
        NoteView(
            id=row.id,
            words=found.text(row.id, "words"),
            by=person(found, row.who),
            at=row.at,
            edits=row.number or 0,
            mine=row.who == reader.actor.user_id,
        )
        for row in rows
    )


def tasks(found: Loaded, today: date) -> tuple[TaskView, ...]:
    """The tasks of the case, open ones first."""
    rows = sorted(found.items["task"], key=lambda r: (r.done is not None, r.last or date.max, r.at))
    return tuple(
        TaskView(
            id=row.id,
            words=found.text(row.id, "words"),
            assignee=person(found, row.who) if row.who else None,
            due_on=row.last,
            done=row.done is not None,
            late=row.done is None and row.last is not None and row.last < today,
        )
        for row in rows
    )


def clocks(found: Loaded, now: datetime) -> tuple[ClockView, ...]:
    """The running limit of the case, if one runs."""
    changes = [_change(row) for row in found.items["clock"]]
    reading = clock(found.case, found.entity, changes, now=now)
    if reading is None:
        return ()
    open_stop = next(
        (
            c
            for c in changes
            if c.kind is ChangeKind.STOP and c.limit == reading.limit.name and c.ends_on is None
        ),
        None,
    )
    stopped = open_stop is not None and reading.state is State.STOPPED
    return (
        ClockView(
            reading=reading,
            stop_ground=ground_label(open_stop.ground) if stopped and open_stop else None,
            stop_since=open_stop.starts_on if stopped and open_stop else None,
            open_stop=open_stop is not None,
            waiting=_waiting(found, reading.limit.name),
        ),
    )


def limit_apart(found: Loaded, there: ApartView, now: datetime) -> Reading | None:
    """How the limit stands of the stage at which subjects stand elsewhere than their case."""
    opened = found.proceeding(there.proceeding_id)
    if opened is None or opened.stage_since is None or found.case.admitted:
        return None
    alleged = [a for a in found.allegations.values() if a.proceeding_id in there.proceedings]
    final = {f.allegation_id: f.outcome for f in found.findings.values() if _counts(f)}
    grave = asks_strict_limits((a.type, final.get(a.id)) for a in alleged)
    name = limit_at(opened.stage, opened.track, grave=grave)
    if name is None or found.case.merged_into is not None:
        return None
    changes = [_change(row) for row in found.items["clock"]]
    return read_limit(name, opened.stage_since, found.entity, changes, now=now)


def _counts(finding: Finding) -> bool:
    return finding.step is Step.DECISION and finding.holds


def _waiting(found: Loaded, limit: str) -> WaitingExtension | None:
    """The extension of this limit that waits for a second person, at this stage."""
    for row in found.items["clock"]:
        if row.code == PROPOSED and row.start == limit and in_this_stage(found.case, _change(row)):
            return WaitingExtension(
                id=row.id,
                amount=row.number,
                unit=Unit(row.end),
                by=person(found, row.who),
                on=row.first,
                reason=found.text(row.id, "reason"),
            )
    return None


def _change(row: Any) -> Any:
    stop = row.code == ChangeKind.STOP
    return SimpleNamespace(
        kind=ChangeKind.STOP if stop else ChangeKind.EXTENSION,
        agreed=row.code == ChangeKind.EXTENSION,
        limit=row.start,
        ground=row.end if stop else None,
        starts_on=row.first,
        ends_on=row.last,
        amount=row.number,
        unit=None if stop or row.end is None else Unit(row.end),
    )


def access(found: Loaded, today: date) -> tuple[AccessView, ...]:
    """Who was let in, today."""
    return tuple(
        AccessView(
            grant_id=row.id,
            person=person(found, row.who),
            capacity=Capacity(row.code),
            until=row.last,
            fits=bool(row.number),
            reason=found.text(row.id, "reason"),
        )
        for row in found.items["grant"]
        if current(row, today)
    )


def shut_out(found: Loaded, reader: Reader, today: date) -> tuple[ShutOutView, ...]:
    """Who is kept out, today; by name only for those who manage access."""
    named = reader.may(CasePermission.ACCESS_MANAGE)
    return tuple(
        ShutOutView(
            exclusion_id=row.id,
            bar=Bar(row.code),
            proposed=proposed(row),
            person=person(found, row.who) if named else None,
        )
        for row in found.items["bar"]
        if current(row, today)
    )


def links(found: Loaded) -> tuple[LinkView, ...]:
    """Ties to cases the reader may see."""
    return tuple(
        LinkView(
            id=row.id,
            kind=LinkKind(row.code),
            reference=row.start,
            title=found.text(row.id, "title"),
            merged=bool(row.number),
        )
        for row in found.items["link"]
        if row.done is None
    )
