"""Withdrawing a person or an allegation that was entered by mistake: it stays, and counts no more.

The way back is `taking_back.take_back`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor, user_of
from caseflow.access.bars import is_proposal, proposed_bar
from caseflow.access.capacities import AccessBar
from caseflow.access.models import Exclusion
from caseflow.access.root_days import in_force_at
from caseflow.audit.record import Fact, act
from caseflow.cases.acts import CaseAct
from caseflow.cases.course.timing import case_day
from caseflow.cases.models import About, Allegation, Case, Part, Party, Proceeding, Withdrawal
from caseflow.cases.names import naming
from caseflow.cases.policy import bar_of, require_sees_reporters
from caseflow.cases.queries import row_of
from caseflow.cases.records.what_rests import rests_on_allegations, rests_on_person
from caseflow.cases.services.alleging import follow_allegations
from caseflow.cases.services.correcting import begin_correction, check_why
from caseflow.cases.services.correcting_people import let_go
from caseflow.cases.services.merging import follow_case
from caseflow.crypto.columns import conceal
from caseflow.db import WITH_WITHDRAWN, at_most
from caseflow.errors import AlreadyDone, NotFound, NotReady
from caseflow.events import BarsChanged, EntryWithdrawn, announce
from caseflow.labels import _


def withdraw_person(
    case: Case, person_id: UUID, *, reason: str, actor: Actor, now: datetime
) -> Withdrawal:
    """Withdraw somebody who was named by mistake, with their proceeding and what is alleged there.

    The case is found by their name no more, and those come back whom only that kept out. Whoever
    is the person by their account stays kept out until somebody decides. One who was identified
    among several counts among these again. Raises Refused, NotFound, AlreadyDone, and NotReady
    without a reason or while something rests on the person.
    """
    session = begin_correction(case, actor)
    row: Party = row_of(session, Party, person_id, case.id, withdrawn=True)
    if row.part is Part.REPORTER:
        require_sees_reporters(case, actor)
    session.refresh(row, with_for_update=True)
    if row.withdrawal_id is not None:
        raise AlreadyDone(_("This is withdrawn already."))
    check_why(reason)
    if resting := rests_on_person(session, case, row):
        raise NotReady(resting[0])
    facts: dict[str, Fact] = {"person": row.id, "part": row.part.value}
    with act(session, CaseAct.FACTS_WITHDRAWN, thing=case, facts=facts):
        let_go(session, case, row, (), now=now)
        kept = _kept(session, case, About.PERSON, row.id, reason, actor, now)
        for each in (row, *_proceeding_of(session, row)):
            each.withdrawal_id = kept.id
        count_among(session, row, 1)
        session.flush()
        naming.unindex(session, row.id)
        _ask_about_account(session, case, row, now)
        follow_case(session, case, now)
    tell(session, case, kept, actor=actor, now=now)
    return kept


def withdraw_allegation(
    case: Case,
    code: str,
    *,
    subjects: Collection[UUID],
    reason: str,
    actor: Actor,
    now: datetime,
) -> Withdrawal:
    """Withdraw what is alleged under this code against these subjects.

    The category of the case and its limits follow. Raises Refused, NotFound, and NotReady when
    nobody is chosen, without a reason, or while something rests on it.
    """
    session = begin_correction(case, actor)
    rows = alleged_against(session, case, code, subjects)
    check_why(reason)
    if resting := rests_on_allegations(session, rows):
        raise NotReady(resting[0])
    told: dict[str, Fact] = {"code": code, "subjects": [str(each) for each in sorted(subjects)]}
    with act(session, CaseAct.FACTS_WITHDRAWN, thing=case, facts=told):
        kept = _kept(session, case, About.ALLEGATION, rows[0].id, reason, actor, now)
        for each in rows:
            each.withdrawal_id = kept.id
        session.flush()
        follow_allegations(session, case, now)
    tell(session, case, kept, actor=actor, now=now)
    return kept


def alleged_against(
    session: Session, case: Case, code: str, subjects: Collection[UUID]
) -> Sequence[Allegation]:
    """What is alleged under this code against each of these. Raises NotFound and NotReady."""
    every = session.execute(
        sa.select(Allegation, Proceeding.subject_id)
        .join(Proceeding, Proceeding.id == Allegation.proceeding_id)
        .where(Allegation.root_id == case.id, Allegation.code == code)
        .order_by(Allegation.id)
    ).all()
    if not every:
        raise NotFound(_("This is not part of the case."))
    rows = [row for row, subject_id in every if subject_id in subjects]
    if not rows or len(rows) != len(set(subjects)):
        raise NotReady(_("Choose who is not accused of it."), field="subjects")
    return rows


def count_among(session: Session, row: Party, by: int) -> None:
    """Let whoever was identified among several count among these again (1), or no more (-1).

    Raises NotReady where nobody would be left among them.
    """
    if row.split_from is None:
        return
    several = session.get(Party, row.split_from, execution_options=WITH_WITHDRAWN)
    if several is None or several.identified or several.how_many is None:
        return
    if several.how_many + by < 1:
        raise NotReady(_("Nobody is left among the unidentified: correct how many they are first."))
    several.how_many += by


def tell(session: Session, case: Case, kept: Withdrawal, *, actor: Actor, now: datetime) -> None:
    """Announce what was withdrawn or taken back."""
    by = user_of(actor)
    announce(
        session,
        EntryWithdrawn(
            at=now,
            actor_id=by,
            case_id=case.id,
            about=kept.about.value,
            about_id=kept.about_id,
            taken_back=kept.undone_at is not None,
        ),
    )
    if kept.about is About.PERSON:
        announce(session, BarsChanged(at=now, actor_id=by, case_id=case.id))


def _kept(
    session: Session,
    case: Case,
    about: About,
    about_id: UUID,
    reason: str,
    actor: Actor,
    now: datetime,
) -> Withdrawal:
    kept = Withdrawal(
        root_id=case.id,
        data_key_id=case.data_key_id,
        about=about,
        about_id=about_id,
        reason=conceal(reason.strip()),
        made_at=now,
        made_by=user_of(actor),
    )
    session.add(kept)
    session.flush()
    return kept


def _proceeding_of(session: Session, row: Party) -> list[Proceeding | Allegation]:
    """The proceeding of a subject, and what is alleged in it."""
    opened = session.scalars(sa.select(Proceeding).where(Proceeding.subject_id == row.id)).all()
    alleged = session.scalars(
        sa.select(Allegation).where(Allegation.proceeding_id.in_([each.id for each in opened]))
    )
    return [*opened, *alleged]


def _ask_about_account(session: Session, case: Case, row: Party, now: datetime) -> None:
    """Keep whoever is this person by their account out until somebody decides on it.

    Nobody opens a case to anybody by withdrawing them from it. A conflict of interest on which
    somebody decided stays as it was decided.
    """
    if row.user_id is None:
        return
    named = sa.select(Party.id).where(Party.root_id == case.id, Party.user_id == row.user_id)
    if session.scalar(named.limit(at_most(1))) is not None:
        return
    bars = session.scalars(
        sa.select(Exclusion).where(
            Exclusion.root_id == case.id,
            Exclusion.user_id == row.user_id,
            Exclusion.bar == bar_of(row.part),
            in_force_at(Exclusion, case.entity_id, now),
        )
    ).all()
    conflicts = [bar for bar in bars if bar.bar is AccessBar.CONFLICT and not is_proposal(bar)]
    if not bars or len(conflicts) > 1:  # one of them came with the name, another was decided
        return
    today = case_day(session, case, now)
    for bar in bars:
        bar.valid_to = max(bar.valid_from, today)
    session.add(proposed_bar(row.user_id, case.id, now=now, today=today))
