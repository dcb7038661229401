"""Tying cases together: links, and merging one into another."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.access.bars import RootBars, bars_of, same_bar
from caseflow.access.permissions import Permission
from caseflow.audit.acts import Act
from caseflow.audit.record import act
from caseflow.cases.making import sealed
from caseflow.cases.models import (
    Case,
    CaseLink,
    CaseOutcome,
    Decision,
    LinkKind,
    Move,
    Proceeding,
)
from caseflow.cases.policy import require_work, user_of
from caseflow.cases.timing import case_day, local_day
from caseflow.cases.workflow import CLOSED
from caseflow.db import session_of
from caseflow.errors import NotReady
from caseflow.events import BarsChanged, CaseMerged, announce
from caseflow.labels import _
from caseflow.reference.models import Entity

MERGE = "merge"


def link_cases(case: Case, other: Case, *, kind: LinkKind, actor: Actor, now: datetime) -> None:
    """Say that two cases belong together; each shows the other to whoever may see it.

    Raises Refused, and NotReady when it is the same case or they are linked already.
    """
    session = session_of(case)
    require_work(session, actor, Permission.CASES_EDIT, case=case)
    require_work(session, actor, Permission.CASES_EDIT, case=other)
    if other.id == case.id:
        raise NotReady(_("This is the same case."), field="reference")
    if _linked(session, case, other):
        raise NotReady(_("These cases are linked already."), field="reference")
    for one, two in ((case, other), (other, case)):
        with act(session, Act.CASE_CHANGED, thing=one, facts={"linked": two.reference}):
            _tie(session, one, two, kind, actor, now)


def unlink_cases(case: Case, other: Case, *, reason: str, actor: Actor, now: datetime) -> None:
    """Undo a tie between two cases; neither shows the other any more.

    The way back is to link them again. Raises Refused, and NotReady when they are not linked,
    without a reason, and where one was merged into the other.
    """
    session = session_of(case)
    require_work(session, actor, Permission.CASES_EDIT, case=case)
    require_work(session, actor, Permission.CASES_EDIT, case=other)
    rows = [_tie_of(session, one, two) for one, two in ((case, other), (other, case))]
    if all(row is None or row.untied_at is not None for row in rows):
        raise NotReady(_("These cases are not linked."))
    if not reason.strip():
        raise NotReady(_("Say why."), field="reason")
    for row, one, two in zip(rows, (case, other), (other, case), strict=True):
        facts = {"untied": two.reference}
        with act(session, Act.CASE_CHANGED, thing=one, reason=reason.strip(), facts=facts):
            if row is not None and row.untied_at is None:
                row.untied_at, row.untied_by = now, user_of(actor)


def merge(case: Case, into: Case, *, reason: str, actor: Actor, now: datetime) -> None:
    """Merge a case into another. It stays readable as a closed shell, under its own root and key.

    Whoever is kept out of the merged case is kept out of the other one too. Raises Refused, and
    NotReady for a case that is closed, merged or decided, for itself, without a reason, or when
    the other case's owner is kept out of this one.
    """
    session = session_of(case)
    require_work(session, actor, Permission.CASES_EDIT, case=case)
    require_work(session, actor, Permission.CASES_EDIT, case=into)
    bars = bars_of(session, case.id, now=now)
    today = _check(session, case, into, bars, reason, now)
    with act(session, Act.CASE_MERGED, thing=case, reason=reason, facts={"into": into.reference}):
        _close(session, case, reason, actor, now, today)
        case.merged_into, case.merged_at = into.id, now
        case.outcome = CaseOutcome.MERGED
        if not _linked(session, case, into):
            _tie(session, case, into, LinkKind.RELATED, actor, now)
    with act(session, Act.CASE_MERGED, thing=into, reason=reason, facts={"from": case.reference}):
        for bar in bars.missing_in(bars_of(session, into.id, now=now)):
            session.add(same_bar(bar, into.id, now=now, today=case_day(session, into, now)))
        if not _linked(session, into, case):
            _tie(session, into, case, LinkKind.RELATED, actor, now)
    announce(
        session,
        CaseMerged(at=now, actor_id=user_of(actor), case_id=case.id, into_id=into.id),
    )
    announce(session, BarsChanged(at=now, actor_id=user_of(actor), case_id=into.id))


def _check(
    session: Session, case: Case, into: Case, bars: RootBars, reason: str, now: datetime
) -> date:
    if into.id == case.id:
        raise NotReady(_("This is the same case."), field="reference")
    if not reason.strip():
        raise NotReady(_("Say why."), field="reason")
    if CLOSED in {case.stage, into.stage}:
        raise NotReady(_("Only open cases can be merged."), field="reference")
    decided = sa.select(sa.func.count(Decision.id)).where(
        Decision.root_id == case.id, Decision.set_aside_at.is_(None)
    )
    if session.scalar(decided):
        raise NotReady(
            _("A decision stands in this case, so it cannot be merged. Link the two cases instead.")
        )
    if into.owner_id in bars.users_out():
        raise NotReady(
            _("The owner of the other case is kept out of this one: hand it over first."),
            field="reference",
        )
    entity = session.get(Entity, case.entity_id) if case.entity_id else None
    return local_day(entity, now)


def _close(
    session: Session, case: Case, reason: str, actor: Actor, now: datetime, today: date
) -> None:
    for opened in session.scalars(
        sa.select(Proceeding).where(Proceeding.root_id == case.id, Proceeding.stage != CLOSED)
    ).all():
        session.add(
            Move(
                root_id=case.id,
                data_key_id=case.data_key_id,
                proceeding_id=opened.id,
                name=MERGE,
                start=opened.stage,
                end=CLOSED,
                happened_on=today,
                moved_at=now,
                moved_by=user_of(actor),
                reason=sealed(reason),
            )
        )
        opened.stage, opened.stage_since = CLOSED, today
    case.stage, case.stage_since, case.closed_on = CLOSED, today, today
    case.due_on, case.clock_stopped = None, False


def _tie_of(session: Session, one: Case, two: Case) -> CaseLink | None:
    """The row of a tie, also of one that was undone; it stays locked."""
    wanted = sa.select(CaseLink).where(CaseLink.root_id == one.id, CaseLink.other_id == two.id)
    return session.scalar(wanted.with_for_update().execution_options(populate_existing=True))


def _linked(session: Session, one: Case, two: Case) -> bool:
    row = _tie_of(session, one, two)
    return row is not None and row.untied_at is None


def _tie(
    session: Session, one: Case, two: Case, kind: LinkKind, actor: Actor, now: datetime
) -> None:
    """Tie one case to another, taking up a tie that was undone."""
    row = _tie_of(session, one, two)
    if row is None:
        row = CaseLink(root_id=one.id, other_id=two.id, kind=kind, linked_at=now)
        session.add(row)
    row.kind, row.linked_by, row.linked_at = kind, user_of(actor), now
    row.untied_at = row.untied_by = None
