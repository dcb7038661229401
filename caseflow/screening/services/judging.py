"""Registry officers say whether two records are of one person; "same" needs two of them."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, object_session

from caseflow.access.actor import Actor
from caseflow.access.checks import require
from caseflow.access.holders import users_of
from caseflow.access.models import Exclusion
from caseflow.audit.record import Fact, act
from caseflow.crypto.columns import conceal
from caseflow.crypto.opening import open_text
from caseflow.errors import AlreadyDone, NotReady, Refused
from caseflow.labels import _
from caseflow.screening.acts import ScreeningAct
from caseflow.screening.matching.people import is_called
from caseflow.screening.models import (
    Inquiry,
    Judgement,
    JudgementVerdict,
    PossibleMatch,
    RegisterEntry,
    Settlement,
)
from caseflow.screening.opened_values import candidate_of
from caseflow.screening.permissions import ScreeningPermission
from caseflow.screening.queries.entry_validity import Force
from caseflow.screening.queries.matched_entries import forces_of

ENOUGH = 2


def judge(
    inquiry: Inquiry,
    match: PossibleMatch,
    *,
    verdict: JudgementVerdict,
    reason: str,
    actor: Actor,
    now: datetime,
) -> Judgement:
    """One officer's judgement, once; the inquiry is settled when its matches are.

    Raises Refused for whoever made the inquiry, NotReady for a second try, without a reason, or
    where one of the two people cannot be shown.
    """
    session = object_session(inquiry)
    if session is None:
        raise RuntimeError("the inquiry is in no session")
    require(session, actor, ScreeningPermission.RESOLVE, root=inquiry)
    if inquiry.owner_id == actor.user_id:
        raise Refused(_("You looked this candidate up: somebody else has to judge."))
    if match.root_id != inquiry.id or match.resolved_at is not None:
        raise AlreadyDone(_("This match is judged already."), field="match")
    if not reason.strip():
        raise NotReady(_("Say why, in words a review can follow."), field="reason")
    _require_other(session, inquiry, match, actor)
    before = _verdicts(session, match)
    if actor.user_id in before:
        raise NotReady(_("You have judged this match. Another officer has to."), field="match")
    judgement = Judgement(
        root_id=inquiry.id,
        data_key_id=inquiry.data_key_id,
        match_id=match.id,
        verdict=verdict,
        reason=conceal(reason),
        judged_at=now,
        judged_by=actor.user_id,
        entity_id=actor.acts_for(ScreeningPermission.RESOLVE),
    )
    facts: dict[str, Fact] = {"verdict": verdict}
    with act(session, ScreeningAct.INQUIRY_RESOLVED, thing=inquiry, facts=facts) as entry:
        entry.entity_id = judgement.entity_id
        session.add(judgement)
        session.flush()
        if resolved([*before.values(), verdict]) is not None:
            match.resolved_at = now
            session.flush()
            settle_inquiry(session, inquiry, now)
    return judgement


def _require_other(session: Session, inquiry: Inquiry, match: PossibleMatch, actor: Actor) -> None:
    """Nobody judges what cannot be shown, nor themselves.

    Raises SealBroken and Erased, and Refused for whoever has the name of the candidate or does not
    see the entry: whether it is kept from them or lies beyond their reach is one answer.
    """
    candidate = candidate_of(open_text(session, inquiry, "candidate"))
    if is_called(candidate, actor.name):
        raise Refused(_("The candidate has your name: another officer has to judge."))
    detail = json.loads(open_text(session, match, "detail") or "{}")
    entry_id = UUID(detail["entry_id"])
    entry = session.get(RegisterEntry, entry_id)
    if entry is None or actor.user_id in users_of(session, Exclusion, entry_id, actor.moment):
        raise Refused(_("You do not see this entry: another officer has to judge."))
    open_text(session, entry, "person")


def resolved(verdicts: list[JudgementVerdict]) -> JudgementVerdict | None:
    """What the judgements so far come to: one "different" alone, or two of a kind.

    Somebody is said to be the same person only by two; where two differ, a third decides.
    """
    counts = Counter(v for v in verdicts if v is not JudgementVerdict.UNSURE)
    for verdict in (JudgementVerdict.SAME, JudgementVerdict.DIFFERENT):
        if counts[verdict] >= ENOUGH:
            return verdict
    alone = counts[JudgementVerdict.DIFFERENT] == 1 and len(verdicts) == 1
    return JudgementVerdict.DIFFERENT if alone else None


def _verdicts(session: Session, match: PossibleMatch) -> dict[object, JudgementVerdict]:
    rows = session.execute(
        sa.select(Judgement.judged_by, Judgement.verdict).where(Judgement.match_id == match.id)
    ).all()
    return {row.judged_by: row.verdict for row in rows}


def settle_inquiry(session: Session, inquiry: Inquiry, now: datetime) -> None:
    """Answer the inquiry once a match is the same person, or all are different people.

    Nobody is called listed on an entry that does not hold: while it is held the inquiry waits, and
    where it is out by now the candidate is to be looked up again.
    """
    found = session.scalars(
        sa.select(PossibleMatch).where(PossibleMatch.root_id == inquiry.id)
    ).all()
    if not found:
        return  # nobody was compared: an officer answers, with a reason
    verdicts = {
        match.id: resolved(list(_verdicts(session, match).values())) if match.resolved_at else None
        for match in found
    }
    same = [match for match in found if verdicts[match.id] is JudgementVerdict.SAME]
    forces = set(forces_of(session, same).values())
    others = [end for end in verdicts.values() if end is not JudgementVerdict.SAME]
    if Force.IN_FORCE in forces:
        inquiry.settlement, inquiry.settled_at = Settlement.LISTED, now
    elif Force.HELD in forces or any(end is not JudgementVerdict.DIFFERENT for end in others):
        return
    else:
        ended = Settlement.ASK_AGAIN if same else Settlement.PROCEED
        inquiry.settlement, inquiry.settled_at = ended, now
