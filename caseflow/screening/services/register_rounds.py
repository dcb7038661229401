"""What the register looks after once a minute: decisions set aside, answers that wait."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.audit.record import act
from caseflow.cases.models import DecisionStanding, DecisionState
from caseflow.db import at_most
from caseflow.labels import _
from caseflow.notices.models import Notice
from caseflow.screening.acts import ScreeningAct
from caseflow.screening.models import Answer, EntryStage, Inquiry, PossibleMatch, RegisterEntry
from caseflow.screening.permissions import ScreeningPermission
from caseflow.screening.services.changed_answers import tell_of_answers
from caseflow.screening.services.judging import settle_inquiry
from caseflow.screening.services.noticing import tell_officers

KIND = "entry-set-aside"
WORDS = _("The decision behind an entry of the register was set aside: look at the entry.")
AT_ONCE = 50
"""How many of each are looked at in one round, by lot: what has to wait keeps nobody's turn."""


def look_after(session: Session, *, now: datetime) -> None:
    """Tell of decisions that were set aside, and answer look-ups that waited for one.

    The registry hears of the entry, a recruiter that an answer has changed.

    Safe to do twice. Needs a system session, whose caller commits. No answer depends on it: what an
    entry says is read together with its decision each time.
    """
    tell_of_decisions(session, now=now)
    settle_waiting(session, now=now)
    tell_of_answers(session, now=now)


def tell_of_decisions(session: Session, *, now: datetime) -> None:
    """Tell the registry once of each entry whose decision was set aside."""
    told = sa.exists().where(
        Notice.kind == KIND,
        Notice.about_id == RegisterEntry.id,
        Notice.made_at >= DecisionStanding.since,
    )
    rows = session.scalars(
        sa.select(RegisterEntry)
        .join(DecisionStanding, DecisionStanding.decision_id == RegisterEntry.decision_id)
        .where(
            DecisionStanding.state == DecisionState.SET_ASIDE,
            RegisterEntry.stage != EntryStage.WITHDRAWN,
            ~told,
        )
        .order_by(sa.func.random())
        .limit(at_most(AT_ONCE))
    ).all()
    for entry in rows:
        tell_officers(session, entry, ScreeningPermission.REGISTER_MANAGE, KIND, WORDS, now=now)


def settle_waiting(session: Session, *, now: datetime) -> None:
    """Answer look-ups that were judged while an entry was held, now that it holds or is out."""
    match = sa.exists().where(PossibleMatch.root_id == Inquiry.id)
    unjudged = match.where(PossibleMatch.resolved_at.is_(None))
    rows = session.scalars(
        sa.select(Inquiry)
        .where(Inquiry.answer == Answer.REFER, Inquiry.settled_at.is_(None), match, ~unjudged)
        .order_by(sa.func.random())
        .limit(at_most(AT_ONCE))
    ).all()
    for inquiry in rows:
        with session.no_autoflush:
            settle_inquiry(session, inquiry, now)
        if inquiry.settled_at is not None:
            facts = {"settlement": inquiry.settlement}
            with act(session, ScreeningAct.INQUIRY_RESOLVED, thing=inquiry, facts=facts):
                session.flush()
