"""An auditor's engagement ends before its day."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.access.checks import require
from caseflow.access.dated import has_ended
from caseflow.access.models import Engagement
from caseflow.accounts import account_notices
from caseflow.accounts.acts import AccountAct
from caseflow.accounts.models import User
from caseflow.accounts.permissions import AccountPermission
from caseflow.accounts.two_people import require_reach
from caseflow.audit.record import Fact, act
from caseflow.days import office_day
from caseflow.db import session_of
from caseflow.errors import NotFound, NotReady
from caseflow.labels import _


def engagement_of(session: Session, user: User, engagement_id: UUID, *, actor: Actor) -> Engagement:
    """One engagement of a person. Raises NotFound, Refused."""
    require(session, actor, AccountPermission.MANAGE)
    wanted = sa.select(Engagement).where(
        Engagement.id == engagement_id, Engagement.user_id == user.id
    )
    found = session.scalar(wanted)
    if found is None:
        raise NotFound(_("There is no such engagement."))
    return found


def end_engagement(
    user: User, engagement: Engagement, *, reason: str, actor: Actor, now: datetime
) -> None:
    """End an engagement today; one person's act, at once, as the end of a role.

    The way back is to ask for another one, which two people give. Raises Refused, and NotReady
    without a reason, or for one that has ended.
    """
    session = session_of(user)
    require_reach(session, actor, [engagement.entity_id])
    session.refresh(engagement, with_for_update=True)
    today = office_day(now)
    if engagement.user_id != user.id:
        raise NotFound(_("There is no such engagement."))
    if has_ended(engagement, today):
        raise NotReady(_("This engagement has ended already."))
    if not reason.strip():
        raise NotReady(_("Say why."), field="reason")
    first, last = engagement.valid_from, max(today, engagement.valid_from)
    facts: dict[str, Fact] = {"entity": engagement.entity_id, "from": first, "to": last}
    with act(session, AccountAct.ENGAGEMENT_ENDED, thing=user, reason=reason.strip(), facts=facts):
        engagement.valid_to = last
    words = _("The audit engagement of %(person)s has ended.")
    places = [engagement.entity_id]
    account_notices.tell_changed(session, user, words, places, actor=actor, now=now)
