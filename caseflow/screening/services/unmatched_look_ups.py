"""The registry answers a look-up whom nobody listed resembles, where nothing more can be known."""

from __future__ import annotations

import json
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import object_session

from caseflow.access.actor import Actor
from caseflow.access.checks import require
from caseflow.audit.record import act
from caseflow.crypto.columns import conceal
from caseflow.crypto.opening import open_text
from caseflow.errors import AlreadyDone, NotReady, Refused
from caseflow.labels import _
from caseflow.screening.acts import ScreeningAct
from caseflow.screening.matching.people import is_called
from caseflow.screening.models import Answer, Inquiry, PossibleMatch, Settlement
from caseflow.screening.opened_values import candidate_of, parts_of
from caseflow.screening.permissions import ScreeningPermission


def let_go_on(inquiry: Inquiry, *, reason: str, actor: Actor, now: datetime) -> None:
    """Answer that the candidate may go on, though too little is known; one officer's word.

    It has no way back: the recruiter acts on it. Looking the candidate up again asks anew. Raises
    Refused for whoever made the inquiry or has the candidate's name, AlreadyDone where it is
    settled, NotReady without a reason or where there is a match, which has to be judged.
    """
    session = object_session(inquiry)
    if session is None:
        raise RuntimeError("the inquiry is in no session")
    require(session, actor, ScreeningPermission.RESOLVE, root=inquiry)
    session.refresh(inquiry, with_for_update=True)
    if inquiry.owner_id == actor.user_id:
        raise Refused(_("You looked this candidate up: somebody else has to judge."))
    if inquiry.answer is not Answer.REFER or inquiry.settled_at is not None:
        raise AlreadyDone(_("This referral is settled."), field="reason")
    if session.scalar(sa.select(sa.exists().where(PossibleMatch.root_id == inquiry.id))):
        sentence = _("Somebody listed resembles the candidate: judge the match.")
        raise NotReady(sentence, field="reason")
    if not reason.strip():
        raise NotReady(_("Say why, in words a review can follow."), field="reason")
    if is_called(candidate_of(open_text(session, inquiry, "candidate")), actor.name):
        raise Refused(_("The candidate has your name: another officer has to judge."))
    parts = parts_of(open_text(session, inquiry, "reason")) or {}
    facts = {"settlement": Settlement.PROCEED}
    with act(session, ScreeningAct.INQUIRY_RESOLVED, thing=inquiry, facts=facts):
        inquiry.reason = conceal(json.dumps({**parts, "registry": reason.strip()}))
        inquiry.settlement, inquiry.settled_at = Settlement.PROCEED, now
        session.flush()
