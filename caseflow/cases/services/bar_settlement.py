"""Settling whether somebody who has the name of a person in a matter is that person."""

from __future__ import annotations

from datetime import datetime

from caseflow.access.actor import Actor
from caseflow.access.bars import is_proposal
from caseflow.access.dated import is_in_force
from caseflow.access.models import Exclusion, RootThing
from caseflow.access.root_days import day_of
from caseflow.audit.record import act
from caseflow.cases.acts import CaseAct
from caseflow.db import session_of
from caseflow.errors import NotReady, Refused
from caseflow.labels import _


def settle_proposal(
    bar: Exclusion, thing: RootThing, *, same: bool, reason: str, actor: Actor, now: datetime
) -> None:
    """Decide whether somebody with the name is the person: keep them out, or let them go.

    Raises Refused for the one concerned, and NotReady when it was decided already or no reason is
    said. Who may decide is the caller's rule.
    """
    session = session_of(bar)
    today = day_of(session, thing.entity_id, now)
    if not is_proposal(bar) or not is_in_force(bar, today):
        raise NotReady(_("This was decided already."))
    if bar.user_id == actor.user_id:
        raise Refused(_("Somebody else decides whether you are the person named."))
    if not reason.strip():
        raise NotReady(_("Say why."), field="reason")
    name = CaseAct.ACCESS_BARRED if same else CaseAct.ACCESS_GIVEN
    with act(session, name, thing=thing, reason=reason, facts={"user": bar.user_id}):
        bar.given_by = actor.user_id
        if not same:
            bar.valid_to = max(bar.valid_from, today)
