"""Turning a loaded case into its course: timeline, notes, tasks, clocks, access and ties."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from caseflow.access.capacities import Bar, Capacity
from caseflow.cases.course.next_move import stand_together
from caseflow.cases.course.timing import Place, changes_at, clock, place_of
from caseflow.cases.models import ChangeKind, Finding, LinkKind, Proceeding, Step
from caseflow.cases.opened_case.clock_views import ClockView, WaitingExtension
from caseflow.cases.opened_case.items import PROPOSED
from caseflow.cases.opened_case.loading import Loaded, current, person, proposed
from caseflow.cases.opened_case.reader import Reader
from caseflow.cases.opened_case.timeline import ground_label
from caseflow.cases.opened_case.views import AccessView, LinkView, ShutOutView
from caseflow.cases.permissions import CasePermission
from caseflow.cases.records.case_category import asks_strict_limits
from caseflow.cases.workflow import is_closed, stage_label
from caseflow.clocks.limits import Unit
from caseflow.clocks.reading import State
from caseflow.manifests import by_value
from caseflow.matters.task_kinds import TaskKind
from caseflow.matters.views import NoteView, TaskView


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
            ends_with_act=by_value(TaskKind, row.code).ends_with_act,
        )
        for row in rows
    )


def clocks(found: Loaded, now: datetime) -> tuple[ClockView, ...]:
    """The running limits of a case: of its stage, then of those who stand elsewhere."""
    case, groups = found.case, defaultdict(list)
    for opened in found.proceedings.values():
        if not stand_together(opened, case) and not is_closed(opened):
            groups[(opened.track, opened.stage)].append(opened)
    own = _clock_view(found, place_of(case), now)
    views = [] if own is None else [own]
    for (track, stage), members in groups.items():
        days = [opened.stage_since for opened in members if opened.stage_since is not None]
        since = found.limits_since.get((track, stage)) or min(days, default=None)
        place = Place(track, stage, since, _is_strict(found, members))
        if (view := _clock_view(found, place, now)) is not None:
            ids, subjects = zip(*((m.id, m.subject_id) for m in members), strict=True)
            shown = replace(view, proceedings=frozenset(ids), subjects=frozenset(subjects))
            views.append(replace(shown, at=stage_label(stage, track), stage=stage))
    return tuple(views)


def _is_strict(found: Loaded, members: Sequence[Proceeding]) -> bool:
    """Whether shorter limits run by what is alleged of these."""
    ids = {opened.id for opened in members}
    alleged = [a for a in found.allegations.values() if a.proceeding_id in ids]
    final = {f.allegation_id: f.outcome for f in found.findings.values() if _counts(f)}
    return asks_strict_limits((a.type, final.get(a.id)) for a in alleged)


def _clock_view(found: Loaded, place: Place, now: datetime) -> ClockView | None:
    changes = [_change(row) for row in found.items["clock"]]
    reading = clock(found.case, found.entity, changes, now=now, place=place)
    if reading is None:
        return None
    name = reading.limit.name
    own = [
        c for c in changes_at(changes, place.track, place.stage) if c.limit == name and place.has(c)
    ]
    stops = (c for c in own if c.kind is ChangeKind.STOP and c.ends_on is None)
    open_stop = next(stops, None)
    stopped = open_stop is not None and reading.state is State.STOPPED
    return ClockView(
        reading=reading,
        stop_ground=ground_label(open_stop.ground) if stopped and open_stop else None,
        stop_since=open_stop.starts_on if stopped and open_stop else None,
        open_stop=open_stop is not None,
        waiting=_waiting(found, place, name),
    )


def _counts(finding: Finding) -> bool:
    return finding.step is Step.DECISION and finding.holds


def _waiting(found: Loaded, place: Place, limit: str) -> WaitingExtension | None:
    """The extension of this limit that waits for a second person, at this stage."""
    for row in found.items["clock"]:
        change = _change(row)
        here = place.has(change) and changes_at([change], place.track, place.stage)
        if row.code == PROPOSED and row.start == limit and here:
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
    track, _, stage = row.place.partition(":")
    return SimpleNamespace(
        kind=ChangeKind.STOP if stop else ChangeKind.EXTENSION,
        agreed=row.code == ChangeKind.EXTENSION,
        limit=row.start,
        track=track,
        stage=stage,
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
            capacity=by_value(Capacity, row.code),
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
            bar=by_value(Bar, row.code),
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
