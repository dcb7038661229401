"""Moving a case on: one table says what may happen, this makes it happen and writes it down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from caseflow.access.actor import SYSTEM, Actor, user_of
from caseflow.access.checks import require
from caseflow.access.permissions import Permission
from caseflow.audit.record import Fact, act
from caseflow.cases.acts import CaseAct
from caseflow.cases.course.event_days import check_move_day
from caseflow.cases.course.next_move import stand_together
from caseflow.cases.course.standing import read_facts, standings
from caseflow.cases.course.timing import case_day
from caseflow.cases.models import Case, Proceeding
from caseflow.cases.records.making import sealed
from caseflow.cases.services.effects import EFFECTS
from caseflow.cases.services.following import follow
from caseflow.cases.workflow import Meaning, Standing, least_advanced, stage_means, track
from caseflow.db import session_of
from caseflow.errors import NotFound
from caseflow.events import CaseClosed, CaseReopened, StageChanged, announce
from caseflow.labels import _
from caseflow.manifests import by_value
from caseflow.matters.models import Move
from caseflow.matters.services.course import check_reason
from caseflow.reference.models import Entity
from caseflow.workflow import Move as Step


def move(
    case: Case,
    name: str,
    *,
    actor: Actor,
    now: datetime,
    reason: str | None = None,
    happened_on: date | None = None,
    proceeding_id: UUID | None = None,
) -> Case:
    """Move a case on: every open proceeding at the case's stage, on its track, makes this move.

    With `proceeding_id` those make it who stand where this proceeding does, which may be elsewhere.
    It happened on `happened_on`, a day of the entity, which is today where none is given. Raises
    NotFound for a move or a proceeding there is not, Refused when this person may not make it,
    NotReady when the case stands elsewhere, something must be settled first, the reason is missing,
    or the day lies ahead or before what the move follows.
    """
    session = session_of(case)
    facts = read_facts(session, case, now=now)
    every = standings(session, facts)
    lead = _first(facts.proceedings, proceeding_id)
    step = track(lead.track).move(name)
    require(session, actor, by_value(Permission, step.needs), root=case)
    there = [s for s in every.values() if stand_together(s.proceeding, lead)]
    check(there, name, actor)
    check_reason(step, reason)
    today = case_day(session, case, now)
    day = today if happened_on is None else happened_on
    check_move_day(there, day, today, reason=reason)
    told: dict[str, Fact] = {"move": name, "happened_on": day}
    with act(session, CaseAct.MOVED, thing=case, reason=reason, facts=told):
        make(session, there, facts.proceedings, step, actor=actor, now=now, day=day, reason=reason)
    return case


def _first(proceedings: Sequence[Proceeding], proceeding_id: UUID | None) -> Proceeding:
    if proceeding_id is None:
        return least_advanced(proceedings)
    for opened in proceedings:
        if opened.id == proceeding_id:
            return opened
    raise NotFound(_("This is not part of the case."))


def check(there: Sequence[Standing], name: str, actor: Actor) -> None:
    """Raise what stands in the way of this move, for any of these proceedings."""
    for standing in there:
        check_step(standing, track(standing.proceeding.track).move(name), actor)


def check_step(standing: Standing, step: Step, actor: Actor) -> None:
    """Raise what stands in the way of this step for one proceeding."""
    judge = _EVERYTHING if actor == SYSTEM else actor
    track(standing.proceeding.track).check_move(standing, step, judge)


@dataclass(frozen=True)
class _System:
    """The system when it moves a case: permitted, and in nobody's conflict."""

    user_id: UUID | None = None

    def may(self, _permission: object) -> bool:
        return True


_EVERYTHING = _System()


def make(
    session: Session,
    there: Sequence[Standing],
    proceedings: Sequence[Proceeding],
    step: Step,
    *,
    actor: Actor,
    now: datetime,
    day: date,
    reason: str | None = None,
) -> None:
    """Move these proceedings, which were checked, and let the case follow. Within an act.

    `day` is the day on which it happened.
    """
    case = there[0].case
    entity = session.get(Entity, case.entity_id) if case.entity_id else None
    start = there[0].proceeding.stage
    for standing in there:
        opened = standing.proceeding
        if step.end.value != start:
            opened.stage, opened.stage_since = step.end.value, day
        session.add(
            Move(
                root_id=case.id,
                data_key_id=case.data_key_id,
                proceeding_id=opened.id,
                name=step.name,
                start=start,
                end=opened.stage,
                happened_on=day,
                moved_at=now,
                moved_by=user_of(actor),
                reason=sealed(reason),
            )
        )
    for effect in step.effects:
        EFFECTS[effect](session, there, day, now)
    follow(session, case, proceedings, entity, now=now)
    session.flush()
    _announce(session, there, step, start, actor, now, day)


def _announce(
    session: Session,
    there: Sequence[Standing],
    step: Step,
    start: str,
    actor: Actor,
    now: datetime,
    day: date,
) -> None:
    case, by = there[0].case, user_of(actor)
    for standing in there:
        announce(
            session,
            StageChanged(
                at=now,
                happened_on=day,
                actor_id=by,
                case_id=case.id,
                proceeding_id=standing.proceeding.id,
                track=standing.proceeding.track,
                move=step.name,
                start=start,
                end=step.end.value,
            ),
        )
    if step.end.means(Meaning.CLOSED) and case.outcome is not None:
        announce(
            session,
            CaseClosed(
                at=now,
                happened_on=case.closed_on,
                actor_id=by,
                case_id=case.id,
                outcome=case.outcome.value,
            ),
        )
    if stage_means(start, there[0].proceeding.track, Meaning.CLOSED):
        announce(session, CaseReopened(at=now, happened_on=day, actor_id=by, case_id=case.id))
