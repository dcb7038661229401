"""Merging one case into another."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor, user_of
from caseflow.access.bars import bars_of
from caseflow.access.models import Classification
from caseflow.audit.record import act
from caseflow.cases.acts import CaseAct
from caseflow.cases.course.timing import case_day
from caseflow.cases.models import Carried, Case, CaseOutcome, Decision, LinkKind, Proceeding
from caseflow.cases.permissions import CasePermission
from caseflow.cases.policy import require_work
from caseflow.cases.records.kept_acts import MERGED_IN, keep_act, keep_stage_back, stands
from caseflow.cases.records.making import MERGED, sealed
from caseflow.cases.services.carrying import Carrying, ask_about_names, carry
from caseflow.cases.services.following import follow
from caseflow.cases.services.running_limits import kept_limits
from caseflow.cases.services.same_people import same_people
from caseflow.cases.services.tying import are_linked, tie
from caseflow.cases.workflow import closing_stage, is_closed
from caseflow.db import session_of
from caseflow.errors import NotReady
from caseflow.events import BarsChanged, CaseMerged, announce
from caseflow.labels import _
from caseflow.matters.models import Move
from caseflow.reference.models import Entity

REFERENCE = "reference"
"""The field at which a case is refused that cannot be merged, or merged into."""


def merge(
    case: Case,
    into: Case,
    *,
    reason: str,
    actor: Actor,
    now: datetime,
    same: Collection[tuple[UUID, UUID]] = (),
    despite: Collection[UUID] = (),
) -> None:
    """Merge a case into another. It stays readable as a closed shell, under its own root and key.

    Subjects, allegations, open tasks and notes go on in the other case; findings, witnesses and
    reporters stay in the shell. `same` says which subject of this case is which one of the other:
    one for one. Whoever is kept out of the merged case is kept out of the other one too. It is
    undone by `merges_undone.undo_merge`. Raises what `require_mergeable` raises; NotReady without a
    reason and where `same` takes two people for one; and WouldShutOut for whom `despite` does not
    name.
    """
    session = session_of(case)
    require_work(session, actor, CasePermission.EDIT, case=case)
    hold(session, case, into)
    require_mergeable(case, into, actor=actor, now=now)
    if not reason.strip():
        raise NotReady(_("Say why."), field="reason")
    today = case_day(session, case, now)
    pairs = same_people(session, case, into, same)
    merging = Carrying(session, case, into, pairs, actor, now, today)
    facts = {"from": case.reference}
    stood = stands(into)
    with act(session, CaseAct.MERGED, thing=into, reason=reason, facts=facts):
        keep_act(session, into, MERGED_IN, case.id, reason=reason, actor=actor, now=now)
        carry(merging)
        for opened in open_proceedings(session, case):
            merging.note(Carried.PROCEEDING, opened.id, None, since=opened.stage_since)
        if not are_linked(session, into, case):
            tie(session, into, case, LinkKind.RELATED, actor, now)
            merging.note(Carried.TIE, case.id, None)
        follow_case(session, into, now, ended=False)
        back = keep_stage_back(session, into, stood, actor=actor, now=now)
    with act(session, CaseAct.MERGED, thing=case, reason=reason, facts={"into": into.reference}):
        _close(session, case, reason, actor, now, today)
        case.merged_into, case.merged_at = into.id, now
        case.outcome = CaseOutcome.MERGED
        if not are_linked(session, case, into):
            tie(session, case, into, LinkKind.RELATED, actor, now)
    session.flush()
    if merging.names:
        with act(session, CaseAct.CHANGED, thing=into, facts={"names": case.reference}):
            ask_about_names(merging, despite)
    by = user_of(actor)
    announce(session, CaseMerged(at=now, actor_id=by, case_id=case.id, into_id=into.id, back=back))
    announce(session, BarsChanged(at=now, actor_id=by, case_id=into.id))


def open_proceedings(session: Session, case: Case) -> list[Proceeding]:
    """The proceedings of a case in which something is still done."""
    wanted = sa.select(Proceeding).where(Proceeding.root_id == case.id).order_by(Proceeding.id)
    return [opened for opened in session.scalars(wanted) if not is_closed(opened)]


def hold(session: Session, *cases: Case) -> None:
    """Lock the proceedings of these cases, in one order whoever asks."""
    ids = [case.id for case in cases]
    held = sa.select(Proceeding.id).where(Proceeding.root_id.in_(ids)).order_by(Proceeding.id)
    session.execute(held.with_for_update()).all()
    for case in cases:
        session.refresh(case)


def follow_case(session: Session, case: Case, now: datetime, *, ended: bool = True) -> None:
    """Let a case follow its proceedings, within an act; no limit `ended` by what a merge does."""
    session.flush()
    entity = session.get(Entity, case.entity_id) if case.entity_id else None
    wanted = sa.select(Proceeding).where(Proceeding.root_id == case.id)
    follow(session, case, session.scalars(wanted).all(), entity, now=now, ended=ended)


def require_mergeable(case: Case, into: Case, *, actor: Actor, now: datetime) -> None:
    """Go on only if this case can be merged into that one, whoever is the same person in both.

    Raises Refused; and NotReady, at the reference, for the same case, for one that is closed,
    merged or decided, when the other case is classified lower, or its owner is kept out of this
    one.
    """
    session = session_of(case)
    require_work(session, actor, CasePermission.EDIT, case=case)
    if into.id == case.id:
        raise NotReady(_("This is the same case."), field=REFERENCE)
    if into.merged_into is not None:
        words = _("That case was merged into another one itself: enter the one that goes on.")
        raise NotReady(words, field=REFERENCE)
    require_work(session, actor, CasePermission.EDIT, case=into)
    if is_closed(case) or is_closed(into):
        raise NotReady(_("Only open cases can be merged."), field=REFERENCE)
    levels = list(Classification)
    if levels.index(into.classification) < levels.index(case.classification):
        words = _(
            "This case is %(here)s and the other one is not: more people would read it there. "
            "Change the classification of the other case first.",
            here=case.classification.label,
        )
        raise NotReady(words, field=REFERENCE)
    decided = sa.select(sa.func.count(Decision.id)).where(
        Decision.root_id == case.id, Decision.set_aside_at.is_(None)
    )
    if session.scalar(decided):
        words = _(
            "A decision stands in this case, so it cannot be merged. Link the two cases instead."
        )
        raise NotReady(words, field=REFERENCE)
    if into.owner_id in bars_of(session, case.id, now=now).users_out():
        words = _("The owner of the other case is kept out of this one: hand it over first.")
        raise NotReady(words, field=REFERENCE)


def _close(
    session: Session, case: Case, reason: str, actor: Actor, now: datetime, today: date
) -> None:
    for opened in open_proceedings(session, case):
        end = closing_stage(opened.track)
        session.add(
            Move(
                root_id=case.id,
                data_key_id=case.data_key_id,
                proceeding_id=opened.id,
                name=MERGED,
                start=opened.stage,
                end=end,
                happened_on=today,
                moved_at=now,
                moved_by=user_of(actor),
                reason=sealed(reason),
            )
        )
        opened.stage, opened.stage_since = end, today
        case.stage, case.track = end, opened.track
    case.stage_since, case.closed_on, case.is_open = today, today, False
    case.due_on = case.due_limit = case.limit_since = None
    case.clock_stopped = False
    for row in kept_limits(session, [case.id])[case.id]:
        session.delete(row)
