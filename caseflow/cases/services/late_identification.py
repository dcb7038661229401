"""Somebody is identified after the decision: their proceeding alone is taken up anew.

A finding on somebody who was never heard is not final.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.cases.course.standing import read_facts, standings
from caseflow.cases.course.timing import case_day
from caseflow.cases.models import Allegation, Case, Decision, Finding, Proceeding
from caseflow.cases.models import Step as FindingStep
from caseflow.cases.records.making import IDENTIFIED
from caseflow.cases.services.moving import make
from caseflow.cases.track_effects import REOPEN, UNDOES_DECISIONS
from caseflow.cases.workflow import track
from caseflow.labels import _
from caseflow.workflow import Move as Step

WHY = _("The subject was identified after the decision.")


def is_decided(session: Session, proceeding: Proceeding) -> bool:
    """Whether a decision or a final finding stands in a proceeding, also of an old register."""
    decided = sa.select(Decision.id).where(
        Decision.proceeding_id == proceeding.id, Decision.set_aside_at.is_(None), Decision.final
    )
    answered = (
        sa.select(Finding.id)
        .join(Allegation, Allegation.id == Finding.allegation_id)
        .where(
            Allegation.proceeding_id == proceeding.id,
            Finding.step == FindingStep.DECISION,
            Finding.set_aside_at.is_(None),
            Finding.withdrawn_at.is_(None),
        )
    )
    return session.scalar(sa.select(sa.or_(decided.exists(), answered.exists()))) is True


def step_anew(proceeding: Proceeding) -> Step:
    """The step that takes this proceeding up anew, from wherever it stands.

    It leads where reopening leads in its track, else where setting a decision aside does, else to
    the first stage; decisions and findings of this proceeding hold no more.
    """
    way = track(proceeding.track)
    here = way.stage(proceeding.stage)
    undoing = [move for move in way.moves if not UNDOES_DECISIONS.isdisjoint(move.effects)]
    undoing.sort(key=lambda move: REOPEN not in move.effects)
    model = undoing[0] if undoing else way.moves[0]
    end = model.end if undoing else way.first
    return replace(
        model, name=IDENTIFIED, start=frozenset({here}), end=end, effects=(REOPEN,), reason=True
    )


def take_up(
    session: Session, case: Case, proceeding: Proceeding, *, actor: Actor, now: datetime
) -> None:
    """Take one decided proceeding up anew, and let the case follow. Within an act."""
    facts = read_facts(session, case, now=now)
    standing = standings(session, facts)[proceeding.id]
    make(
        session,
        [standing],
        facts.proceedings,
        step_anew(proceeding),
        actor=actor,
        now=now,
        day=case_day(session, case, now),
        reason=str(WHY),
    )
