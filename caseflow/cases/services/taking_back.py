"""Taking a withdrawal back: what it is about counts again, with all that hangs on it made anew."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.acting import past_the_wall
from caseflow.access.actor import Actor, user_of
from caseflow.access.bars import is_proposal
from caseflow.access.models import Exclusion
from caseflow.access.root_days import in_force_at
from caseflow.audit.record import act
from caseflow.cases.acts import CaseAct
from caseflow.cases.course.timing import case_day
from caseflow.cases.models import (
    About,
    Allegation,
    Case,
    Part,
    Party,
    Proceeding,
    Withdrawal,
)
from caseflow.cases.names.names_of_people import legible_names
from caseflow.cases.policy import is_named, require_sees_reporters
from caseflow.cases.purposes import CasePurpose
from caseflow.cases.queries import row_of
from caseflow.cases.records import making
from caseflow.cases.services.alleging import check_stage, follow_allegations
from caseflow.cases.services.correcting import begin_correction, check_why
from caseflow.cases.services.correcting_people import find_by
from caseflow.cases.services.merging import follow_case
from caseflow.cases.services.namesake_bars import bar_namesakes
from caseflow.cases.services.withdrawing import count_among, tell
from caseflow.cases.workflow import is_closed
from caseflow.crypto.columns import conceal
from caseflow.db import WITH_WITHDRAWN
from caseflow.errors import AlreadyDone, NotReady, Refused
from caseflow.labels import _


def take_back(
    case: Case,
    withdrawal_id: UUID,
    *,
    reason: str,
    actor: Actor,
    now: datetime,
    despite: Collection[UUID] = (),
) -> Withdrawal:
    """Let a person or an allegation count again that was withdrawn.

    A person stands where they stood, is found by their names, and keeps out who has them. Raises
    Refused, NotFound, AlreadyDone; NotReady without a reason, or where what happened since is in
    the way; WouldShutOut for whom the case needs and `despite` does not name.
    """
    session = begin_correction(case, actor)
    kept: Withdrawal = row_of(session, Withdrawal, withdrawal_id, case.id)
    session.refresh(kept, with_for_update=True)
    rows = {model: _rows(session, model, kept) for model in (Party, Proceeding, Allegation)}
    for person in rows[Party]:
        if person.part is Part.REPORTER:
            require_sees_reporters(case, actor)
    if kept.undone_at is not None:
        raise AlreadyDone(_("This was taken back already."))
    check_why(reason)
    facts = {"withdrawal": kept.id}
    if kept.about is About.PERSON:
        _check_person(session, case, rows[Party][0], rows[Proceeding], actor)
    else:
        _check_alleged(session, rows[Allegation])
    with act(session, CaseAct.FACTS_TAKEN_BACK, thing=case, facts=facts):
        for each in (*rows[Party], *rows[Proceeding], *rows[Allegation]):
            each.withdrawal_id = None
        kept.undone_reason = conceal(reason.strip())
        kept.undone_at, kept.undone_by = now, user_of(actor)
        session.flush()
        if kept.about is About.PERSON:
            _person_back(session, case, rows[Party][0], actor, now, despite)
        else:
            follow_allegations(session, case, now)
    tell(session, case, kept, actor=actor, now=now)
    return kept


def _rows(session: Session, model: type[Any], kept: Withdrawal) -> Sequence[Any]:
    wanted = sa.select(model).where(model.root_id == kept.root_id, model.withdrawal_id == kept.id)
    return session.scalars(wanted.order_by(model.id), execution_options=WITH_WITHDRAWN).all()


def _check_person(
    session: Session, case: Case, row: Party, opened: Sequence[Proceeding], actor: Actor
) -> None:
    if is_closed(case) and not all(map(is_closed, opened)):
        raise NotReady(_("This case is closed: reopen it first."))
    if row.user_id is None:
        return
    if row.user_id == actor.user_id:
        raise Refused(_("You cannot name yourself in a case: ask a colleague."))
    if row.user_id == case.owner_id:
        raise NotReady(_("This person owns the case: hand it over first."))
    if is_named(session, case, row.user_id):
        raise NotReady(_("This person is named in the case already."))


def _check_alleged(session: Session, rows: Sequence[Allegation]) -> None:
    """Go on only where the same can be alleged now."""
    for row in rows:
        theirs = sa.select(Proceeding).where(Proceeding.id == row.proceeding_id)
        opened = session.scalar(theirs)
        if opened is None:
            raise NotReady(
                _("The person who was accused of it is withdrawn: take that back first.")
            )
        check_stage(opened)
        again = sa.select(sa.func.count(Allegation.id)).where(
            Allegation.proceeding_id == opened.id,
            Allegation.type.is_not(None),
            Allegation.type == row.type,
        )
        if session.scalar(again):
            raise NotReady(_("This is alleged already."))


def _person_back(
    session: Session,
    case: Case,
    row: Party,
    actor: Actor,
    now: datetime,
    despite: Collection[UUID],
) -> None:
    """Let a person be found by their names again, and keep out who has to be, last of all."""
    count_among(session, row, -1)
    today = case_day(session, case, now)
    for bar in _proposals(session, case, row, now):
        bar.valid_to = max(bar.valid_from, today)
    session.add_all(making.exclusions(case, [row], by=user_of(actor), now=now, today=today))
    with past_the_wall(session, CasePurpose.NAMESAKES):
        (names,) = legible_names(session, [row])
    if row.identified:
        find_by(session, case, row, names)
    follow_case(session, case, now)
    if row.identified and names and row.user_id is None:
        bar_namesakes(session, case, names, actor=actor, now=now, despite=despite)


def _proposals(session: Session, case: Case, row: Party, now: datetime) -> list[Exclusion]:
    """What keeps this person out by their account until somebody decides."""
    if row.user_id is None:
        return []
    bars = session.scalars(
        sa.select(Exclusion).where(
            Exclusion.root_id == case.id,
            Exclusion.user_id == row.user_id,
            in_force_at(Exclusion, case.entity_id, now),
        )
    )
    return [bar for bar in bars if is_proposal(bar)]
