"""Tying cases together, and untying them."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor, user_of
from caseflow.audit.record import act
from caseflow.cases.acts import CaseAct
from caseflow.cases.models import (
    Case,
    CaseLink,
    LinkKind,
)
from caseflow.cases.permissions import CasePermission
from caseflow.cases.policy import require_work
from caseflow.cases.records.kept_acts import LINKED, UNTIED, keep_act
from caseflow.db import session_of
from caseflow.errors import NotReady
from caseflow.labels import _


def link_cases(case: Case, other: Case, *, kind: LinkKind, actor: Actor, now: datetime) -> None:
    """Say that two cases belong together; each shows the other to whoever may see it.

    Raises Refused, and NotReady when it is the same case or they are linked already.
    """
    session = session_of(case)
    require_work(session, actor, CasePermission.EDIT, case=case)
    require_other(case, other, actor=actor)
    if other.id == case.id:
        raise NotReady(_("This is the same case."), field="reference")
    if are_linked(session, case, other):
        raise NotReady(_("These cases are linked already."), field="reference")
    for one, two in ((case, other), (other, case)):
        with act(session, CaseAct.CHANGED, thing=one, facts={"linked": two.reference}):
            tie(session, one, two, kind, actor, now)
            keep_act(session, one, LINKED, two.id, actor=actor, now=now)


def unlink_cases(case: Case, other: Case, *, reason: str, actor: Actor, now: datetime) -> None:
    """Undo a tie between two cases; neither shows the other any more.

    The way back is to link them again. Raises Refused, and NotReady when they are not linked,
    without a reason, and where one was merged into the other.
    """
    session = session_of(case)
    require_work(session, actor, CasePermission.EDIT, case=case)
    require_other(case, other, actor=actor)
    rows = [_tie_of(session, one, two) for one, two in ((case, other), (other, case))]
    if all(row is None or row.untied_at is not None for row in rows):
        raise NotReady(_("These cases are not linked."))
    if not reason.strip():
        raise NotReady(_("Say why."), field="reason")
    for row, one, two in zip(rows, (case, other), (other, case), strict=True):
        facts = {"untied": two.reference}
        with act(session, CaseAct.CHANGED, thing=one, reason=reason.strip(), facts=facts):
            if row is not None and row.untied_at is None:
                row.untied_at, row.untied_by = now, user_of(actor)
                keep_act(session, one, UNTIED, two.id, reason=reason, actor=actor, now=now)


def require_other(case: Case, other: Case, *, actor: Actor) -> None:
    """Go on only if the other case of a tie can be worked on.

    Raises Refused, and NotReady where it was merged into this case or into a third one.
    """
    if other.merged_into == case.id:
        words = _(
            "%(reference)s was merged into this case: undo the merge instead.",
            reference=other.reference,
        )
        raise NotReady(words, field="reference")
    if other.merged_into is not None:
        words = _(
            "%(reference)s was merged into another case: choose the one that goes on.",
            reference=other.reference,
        )
        raise NotReady(words, field="reference")
    require_work(session_of(other), actor, CasePermission.EDIT, case=other)


def _tie_of(session: Session, one: Case, two: Case) -> CaseLink | None:
    """The row of a tie, also of one that was undone; it stays locked."""
    wanted = sa.select(CaseLink).where(CaseLink.root_id == one.id, CaseLink.other_id == two.id)
    return session.scalar(wanted.with_for_update().execution_options(populate_existing=True))


def are_linked(session: Session, one: Case, two: Case) -> bool:
    """Whether the first case shows the second one as linked to it."""
    row = _tie_of(session, one, two)
    return row is not None and row.untied_at is None


def tie(
    session: Session, one: Case, two: Case, kind: LinkKind, actor: Actor, now: datetime
) -> None:
    """Tie one case to another, taking up a tie that was undone."""
    row = _tie_of(session, one, two)
    if row is None:
        row = CaseLink(root_id=one.id, other_id=two.id, kind=kind, linked_at=now)
        session.add(row)
    row.kind, row.linked_by, row.linked_at = kind, user_of(actor), now
    row.untied_at = row.untied_by = None
