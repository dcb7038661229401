"""Stopping and restarting the running time limit, and extending it, which takes two people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor, user_of
from caseflow.access.permissions import Permission
from caseflow.audit.record import Fact, act
from caseflow.cases.acts import CaseAct
from caseflow.cases.course.case_limits import places_in
from caseflow.cases.course.timing import Place, changes_at, clock, local_day
from caseflow.cases.models import Case, ChangeKind, ClockChange, Proceeding
from caseflow.cases.policy import AGREEING, TENDING, require_work
from caseflow.cases.queries import row_of
from caseflow.cases.records.making import sealed
from caseflow.cases.services.running_limits import keep_due
from caseflow.clocks.limits import Extension, Limit, Unit
from caseflow.clocks.reading import Reading, State
from caseflow.db import session_of
from caseflow.errors import NotFound, NotReady, Refused
from caseflow.events import ExtensionProposed, ExtensionSettled, announce
from caseflow.labels import _
from caseflow.reference.models import Entity


def stop_clock(
    case: Case,
    *,
    ground: str,
    reason: str,
    actor: Actor,
    now: datetime,
    on: date | None = None,
    of: UUID | None = None,
) -> None:
    """Let the running limit stand still from a day on, today if none is given.

    `of` is a proceeding that stands elsewhere than the case, where its limit is meant.

    The way back is to let it run again. Raises Refused, and NotReady when none runs, it stands
    still already, its rule does not know this ground, for a day to come or before the limit began
    or ran last, and for a day before today once the limit has passed.
    """
    running = _running(case, *TENDING, actor=actor, now=now, of=of)
    limit, day = running.limit, on or running.today
    if ground not in limit.stops:
        raise NotReady(_("This time limit does not stop on this ground."), field="ground")
    if any(_open_stop(c, running) for c in running.changes):
        raise NotReady(_("The clock stands still already."))
    _require_reason(reason)
    _check_stop_day(running, day)
    row = _change(running, ChangeKind.STOP, reason, actor, now)
    row.ground, row.starts_on = ground, day
    _keep(running, row, "stopped", now)


def restart_clock(
    case: Case,
    *,
    actor: Actor,
    now: datetime,
    on: date | None = None,
    reason: str = "",
    of: UUID | None = None,
) -> None:
    """Let the limit run again from a day on, today if none is given; `of` as for stopping it.

    The way back is to stop it again. Raises Refused, and NotReady when it was not stopped, and for
    a day to come or before it was stopped.
    """
    running = _running(case, *TENDING, actor=actor, now=now, of=of)
    row = next((c for c in running.changes if _open_stop(c, running)), None)
    if row is None:
        raise NotReady(_("The clock is running."))
    day = on or max(row.starts_on, running.today)
    if day > running.today and on is not None:
        raise NotReady(_("This day has not come yet."), field="on")
    if day < row.starts_on:
        words = _("It stands still since %(day)s: it did not run before.", day=row.starts_on)
        raise NotReady(words, field="on")
    facts: dict[str, Fact] = {"clock": "restarted", "limit": row.limit, "on": day}
    why = reason.strip() or None
    with act(running.session, CaseAct.CHANGED, thing=case, reason=why, facts=facts):
        row.ends_on, row.settled_by, row.settled_at = day, user_of(actor), now
        keep_due(case, running.entity, running.every, now=now)


def propose_extension(
    case: Case,
    *,
    amount: int,
    unit: Unit,
    reason: str,
    actor: Actor,
    now: datetime,
    of: UUID | None = None,
) -> ClockChange:
    """Propose to lengthen the running limit as far as its rule allows; somebody else agrees.

    `of` is as for stopping it.

    Raises Refused, and NotReady for more than the rule allows, without a reason, and while another
    proposal waits.
    """
    running = _running(case, *TENDING, actor=actor, now=now, of=of)
    _require_reason(reason)
    running.limit.check_extension(_given(running), Extension(amount, unit))
    row = _change(running, ChangeKind.EXTENSION, reason, actor, now)
    row.amount, row.unit = amount, unit
    waiting = [c for c in running.changes if _waits(c, running.limit)]
    if any(running.place.has(c) for c in waiting):
        raise NotReady(_("An extension of this time limit waits already."))
    _keep(running, row, "extension proposed", now, stale=waiting)
    announce(
        running.session,
        ExtensionProposed(at=now, actor_id=user_of(actor), case_id=case.id, change_id=row.id),
    )
    return row


def agree_extension(case: Case, change_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Agree to an extension that somebody else proposed; from now on the limit is longer.

    It cannot be taken back. Raises Refused for whoever proposed it, NotFound, and NotReady when it
    was settled already, or its limit no longer runs.
    """
    running = _running(case, *AGREEING, actor=actor, now=now, change_id=change_id)
    row = _waiting(running, change_id)
    if row.made_by == actor.user_id:
        raise Refused(_("You proposed this extension: somebody else agrees to it."))
    if row.amount is None or row.unit is None or not running.place.has(row):
        raise NotReady(_("The time limit that it would lengthen no longer runs."))
    running.limit.check_extension(_given(running), Extension(row.amount, row.unit))
    _settle(running, row, agreed=True, reason="", actor=actor, now=now)


def decline_extension(
    case: Case, change_id: UUID, *, reason: str, actor: Actor, now: datetime
) -> None:
    """Decline an extension, or take back what one proposed; the limit stays as it is.

    Raises Refused, NotFound, and NotReady when it was settled already, or without a reason.
    """
    running = _running(case, *TENDING, *AGREEING, actor=actor, now=now, change_id=change_id)
    row = _waiting(running, change_id)
    if row.made_by != actor.user_id:
        require_work(running.session, actor, *AGREEING, case=case)
    _require_reason(reason)
    _settle(running, row, agreed=False, reason=reason, actor=actor, now=now)


@dataclass(frozen=True)
class _Running:
    """The limit that runs in a case, with all that changes it."""

    session: Session
    case: Case
    entity: Entity | None
    every: Sequence[ClockChange]
    place: Place
    reading: Reading
    today: date

    @property
    def limit(self) -> Limit:
        return self.reading.limit

    @property
    def changes(self) -> Sequence[ClockChange]:
        """Those of this limit's stage."""
        return changes_at(self.every, self.place.track, self.place.stage)


def _running(
    case: Case,
    *needs: Permission,
    actor: Actor,
    now: datetime,
    of: UUID | None = None,
    change_id: UUID | None = None,
) -> _Running:
    """Read it under the lock of the proceedings, so that of two people one comes second.

    It is the limit where this proceeding stands, or whose change this is; else that of the case.
    """
    session = session_of(case)
    require_work(session, actor, *needs, case=case)
    held = sa.select(Proceeding).where(Proceeding.root_id == case.id).with_for_update()
    proceedings = session.scalars(held.execution_options(populate_existing=True)).all()
    entity = session.get(Entity, case.entity_id) if case.entity_id else None
    wanted = sa.select(ClockChange).where(ClockChange.root_id == case.id)
    changes = session.scalars(wanted.execution_options(populate_existing=True)).all()
    asked = next((p for p in proceedings if p.id == of), None)
    if of is not None and asked is None:
        raise NotFound(_("This is not part of the case."))
    at = asked or next((c for c in changes if c.id == change_id and c.stage), None)
    place = _place(session, case, at)
    reading = clock(case, entity, changes, now=now, place=place) if place else None
    if place is None or reading is None:
        raise NotReady(_("No time limit runs at this stage."))
    return _Running(session, case, entity, changes, place, reading, local_day(entity, now))


def _place(session: Session, case: Case, at: Proceeding | ClockChange | None) -> Place | None:
    """Where a limit runs: where this proceeding stands, or this change was made; else the case."""
    places = places_in(session, [case])[case.id]
    if at is None:
        return places.own
    every = (places.own, *places.apart)
    return next((p for p in every if (p.track or "", p.stage) == (at.track, at.stage)), None)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise NotReady(_("Say why."), field="reason")


def _check_stop_day(running: _Running, day: date) -> None:
    started, today = running.reading.started, running.today
    ended = [c.ends_on for c in running.changes if c.limit == running.limit.name and c.ends_on]
    if day > today:
        raise NotReady(_("This day has not come yet."), field="on")
    if day < max([started, *ended]):
        words = _("It ran from %(day)s on: it cannot stop before.", day=max([started, *ended]))
        raise NotReady(words, field="on")
    if day < today and running.reading.state is State.LATE:
        words = _("The time limit has passed: it cannot be stopped for days gone by any more.")
        raise NotReady(words, field="on")


def _given(running: _Running) -> list[Extension]:
    """The extensions of the running limit that were agreed to at this stage."""
    return [
        Extension(c.amount, c.unit)
        for c in running.changes
        if c.limit == running.limit.name
        and c.agreed
        and running.place.has(c)
        and c.amount
        and c.unit
    ]


def _open_stop(change: ClockChange, running: _Running) -> bool:
    """Whether this is a stop of the running limit, since it began, that was not ended."""
    own = change.limit == running.limit.name and running.place.has(change)
    return own and change.kind is ChangeKind.STOP and change.ends_on is None


def _waits(change: ClockChange, limit: Limit) -> bool:
    extension = change.kind is ChangeKind.EXTENSION and change.agreed is None
    return extension and change.limit == limit.name


def _waiting(running: _Running, change_id: UUID) -> ClockChange:
    row: ClockChange = row_of(running.session, ClockChange, change_id, running.case.id)
    if row.kind is not ChangeKind.EXTENSION or row.agreed is not None:
        raise NotReady(_("This extension was settled already."))
    return row


def _settle(
    running: _Running, row: ClockChange, *, agreed: bool, reason: str, actor: Actor, now: datetime
) -> None:
    how = "extended" if agreed else "extension declined"
    facts: dict[str, Fact] = {"clock": how, "limit": row.limit, "change": row.id}
    case, session = running.case, running.session
    with act(session, CaseAct.CHANGED, thing=case, reason=reason.strip() or None, facts=facts):
        row.agreed, row.settled_by, row.settled_at = agreed, user_of(actor), now
        keep_due(case, running.entity, running.every, now=now)
    by, proposer = user_of(actor), row.made_by
    event = ExtensionSettled(
        at=now, actor_id=by, case_id=case.id, proposed_by=proposer, agreed=agreed
    )
    announce(session, event)


def _change(
    running: _Running, kind: ChangeKind, reason: str, actor: Actor, now: datetime
) -> ClockChange:
    return ClockChange(
        root_id=running.case.id,
        data_key_id=running.case.data_key_id,
        kind=kind,
        limit=running.limit.name,
        track=running.place.track or "",
        stage=running.place.stage,
        starts_on=running.today,
        reason=sealed(reason),
        made_by=user_of(actor),
        made_at=now,
    )


def _keep(
    running: _Running,
    row: ClockChange,
    how: str,
    now: datetime,
    stale: Sequence[ClockChange] = (),
) -> None:
    """Write a change down, once proposals that lapsed with their stage are out of its way."""
    facts: dict[str, Fact] = {"clock": how, "limit": row.limit, "on": row.starts_on}
    case, session = running.case, running.session
    with act(session, CaseAct.CHANGED, thing=case, facts=facts):
        for lapsed in stale:
            lapsed.agreed, lapsed.settled_by, lapsed.settled_at = False, row.made_by, now
        session.flush()
        session.add(row)
        keep_due(case, running.entity, [*running.every, row], now=now)
