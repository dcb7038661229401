"""Adding allegations to a case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.audit.record import act
from caseflow.cases.acts import CaseAct
from caseflow.cases.models import Allegation, Case, ClockChange, Proceeding
from caseflow.cases.permissions import CasePermission
from caseflow.cases.policy import require_work
from caseflow.cases.records import making
from caseflow.cases.records.case_category import refresh_category
from caseflow.cases.services.running_limits import keep_due
from caseflow.cases.workflow import Meaning, track
from caseflow.days import office_day
from caseflow.db import WITH_WITHDRAWN, session_of
from caseflow.errors import NotReady
from caseflow.labels import _
from caseflow.reference.models import Entity
from caseflow.reference.taxonomy import taxonomy


def add_allegation(
    case: Case, *, conduct: str, subjects: Sequence[UUID], actor: Actor, now: datetime
) -> list[Allegation]:
    """Allege a type of conduct against these subjects; it gets one code for all of them.

    Raises Refused, and NotReady when the type is none of the list, nobody is chosen, somebody has
    the allegation already, or their proceeding is past investigation.
    """
    session = session_of(case)
    require_work(session, actor, CasePermission.EDIT, case=case)
    types = taxonomy(office_day(now))
    types.chosen(conduct, field="conduct", on=office_day(now))
    opened = session.scalars(
        sa.select(Proceeding)
        .where(Proceeding.root_id == case.id, Proceeding.subject_id.in_(list(subjects)))
        .order_by(Proceeding.id)
        .with_for_update()
    ).all()
    if not opened or len(opened) != len(set(subjects)):
        raise NotReady(_("Choose who is accused of it."), field="subjects")
    for proceeding in opened:
        check_stage(proceeding)
    every = sa.select(Allegation).where(Allegation.root_id == case.id)
    made = session.scalars(every, execution_options=WITH_WITHDRAWN).all()
    code = _code(made, conduct, {p.id for p in opened})
    with act(session, CaseAct.ALLEGATION_ADDED, thing=case, facts={"code": code}):
        rows = [
            making.allegation(case, p, code=code, conduct=conduct, taxonomy=types.version, now=now)
            for p in opened
        ]
        session.add_all(rows)
        follow_allegations(session, case, now)
    return rows


def follow_allegations(session: Session, case: Case, now: datetime) -> None:
    """Let the category follow, and the due date: other limits may run by it."""
    refresh_category(session, case)
    entity = session.get(Entity, case.entity_id) if case.entity_id else None
    changes = session.scalars(sa.select(ClockChange).where(ClockChange.root_id == case.id)).all()
    keep_due(case, entity, changes, now=now)


def check_stage(proceeding: Proceeding) -> None:
    """Raise NotReady where nothing more can be alleged: past the last stage that investigates."""
    way = track(proceeding.track)
    last = way.stages.index(way.meaning(Meaning.INVESTIGATING)[-1])
    if way.stages.index(way.stage(proceeding.stage)) > last:
        raise NotReady(
            _("The investigation is over: return the case for more investigation first.")
        )


def _code(made: Sequence[Allegation], conduct: str, proceedings: set[UUID]) -> str:
    """The code this type has in the case already, or the next one; none is used twice."""
    same = [a for a in made if a.type == conduct]
    theirs = [a for a in same if a.proceeding_id in proceedings]
    if any(a.withdrawal_id is None for a in theirs):
        raise NotReady(_("This is alleged already."), field="conduct")
    if theirs:
        words = _(
            "This was alleged as %(code)s and withdrawn: take that back.", code=theirs[0].code
        )
        raise NotReady(words, field="conduct")
    taken = {a.code for a in made if a.proceeding_id in proceedings}
    if free := [a.code for a in same if a.code not in taken]:
        return free[0]
    numbers = [int(a.code[1:]) for a in made if a.code[1:].isdecimal()]
    return f"A{max(numbers, default=0) + 1}"
