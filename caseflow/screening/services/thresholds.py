"""Changing from which likeness on candidates are referred: one proposes, another confirms."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.access.checks import require
from caseflow.audit.record import act
from caseflow.db import session_of
from caseflow.errors import AlreadyDone, NotFound, NotReady, Refused
from caseflow.labels import _
from caseflow.screening.acts import ScreeningAct
from caseflow.screening.matching.scoring import VERSION
from caseflow.screening.models import Thresholds
from caseflow.screening.permissions import ScreeningPermission

LONGEST_REASON = 500


def propose_thresholds(
    session: Session,
    *,
    refer_from: float,
    strong_from: float,
    reason: str,
    actor: Actor,
    now: datetime,
) -> Thresholds:
    """Propose other thresholds for the present model.

    Raises NotReady when they are not in order, without a reason, or while another proposal waits.
    """
    require(session, actor, ScreeningPermission.REGISTER_MANAGE)
    if not 0 < refer_from < strong_from < 1:
        raise NotReady(
            _("Both lie between 0 and 1, and the strong one is the higher."), field="refer_from"
        )
    if not reason.strip():
        raise NotReady(_("Say why."), field="reason")
    if waiting(session) is not None:
        raise NotReady(_("Another proposal waits: confirm or refuse it first."))
    last = session.scalar(sa.select(sa.func.max(Thresholds.number))) or 0
    made = Thresholds(
        number=last + 1,
        model=VERSION,
        refer_from=refer_from,
        strong_from=strong_from,
        proposed_at=now,
        proposed_by=actor.user_id,
        entity_id=actor.acts_for(ScreeningPermission.REGISTER_MANAGE),
    )
    with act(
        session,
        ScreeningAct.THRESHOLDS_PROPOSED,
        thing=made,
        reason=reason.strip()[:LONGEST_REASON],
    ):
        session.add(made)
    return made


def waiting(session: Session) -> Thresholds | None:
    """The proposal that nobody has decided on."""
    return session.scalar(
        sa.select(Thresholds).where(
            Thresholds.confirmed_at.is_(None), Thresholds.refused_at.is_(None)
        )
    )


def proposal(session: Session, number: int) -> Thresholds:
    """The waiting proposal of this number. Raises NotFound."""
    found = waiting(session)
    if found is None or found.number != number:
        raise NotFound(_("There is no such proposal."))
    return found


def confirm_thresholds(this: Thresholds, *, actor: Actor, now: datetime) -> None:
    """Let proposed thresholds hold from now on.

    Raises Refused for whoever proposed them, NotReady when they were decided on or are of an
    earlier model.
    """
    session = session_of(this)
    require(session, actor, ScreeningPermission.REGISTER_PUBLISH)
    if this.proposed_by == actor.user_id:
        raise Refused(_("You proposed this change: somebody else confirms it."))
    _still_open(this)
    if this.model != VERSION:
        raise NotReady(_("The matcher has changed since: propose thresholds for the new one."))
    with act(session, ScreeningAct.THRESHOLDS_CONFIRMED, thing=this) as entry:
        entry.entity_id = actor.acts_for(ScreeningPermission.REGISTER_PUBLISH)
        this.confirmed_at, this.confirmed_by = now, actor.user_id


def refuse_thresholds(this: Thresholds, *, actor: Actor, now: datetime) -> None:
    """Set a proposal aside; whoever made it may do so too. Raises NotReady when decided on."""
    session = session_of(this)
    require(session, actor, ScreeningPermission.REGISTER_PUBLISH)
    _still_open(this)
    with act(session, ScreeningAct.THRESHOLDS_REFUSED, thing=this) as entry:
        entry.entity_id = actor.acts_for(ScreeningPermission.REGISTER_PUBLISH)
        this.refused_at = now


def _still_open(this: Thresholds) -> None:
    if this.confirmed_at is not None or this.refused_at is not None:
        raise AlreadyDone(_("This proposal was decided on already."))
