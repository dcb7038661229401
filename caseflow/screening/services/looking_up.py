"""A recruiter looks a candidate up and learns whether to go on; never what somebody did."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.access.checks import require
from caseflow.access.models import Classification
from caseflow.audit.record import act
from caseflow.crypto.broken_seals import CANNOT_BE_SHOWN
from caseflow.crypto.columns import conceal
from caseflow.crypto.keyring import Compartment, keyring_of
from caseflow.days import office_day
from caseflow.errors import NotReady
from caseflow.labels import _
from caseflow.names import reader
from caseflow.screening.acts import ScreeningAct
from caseflow.screening.comparing_session import comparing_session
from caseflow.screening.look_up_answer import can_be_compared, decide
from caseflow.screening.matching.dates import births_in
from caseflow.screening.matching.people import Candidate, faults, legible, person
from caseflow.screening.matching.scoring import About, Band
from caseflow.screening.models import Answer, Inquiry, PossibleMatch, Purpose
from caseflow.screening.permissions import ScreeningPermission
from caseflow.screening.purposes import ScreeningPurpose
from caseflow.screening.queries.thresholds import InForce, in_force
from caseflow.screening.refs import LOOK_UP_REFS
from caseflow.screening.services.comparing import Match, matches

MOST_MATCHES = 10
LONGEST_VACANCY = 80


def compare_with_register(
    session: Session, candidate: Candidate, *, actor: Actor, today: date
) -> list[Match]:
    """The entries most like a candidate: slow, so found before anything is locked."""
    require(session, actor, ScreeningPermission.LOOK_UP)
    if not can_be_compared(faults(candidate, today=today)):
        return []
    known = legible(candidate, today=today)
    with comparing_session(session) as reading:
        return matches(reading, person(known), limit=MOST_MATCHES)


def look_up(
    session: Session,
    candidate: Candidate,
    *,
    purpose: Purpose,
    vacancy: str,
    actor: Actor,
    now: datetime,
    today: date | None = None,
    nothing_more: bool = False,
    likely: Sequence[Match] | None = None,
) -> Inquiry:
    """Compare a candidate with the register, and keep the question with its answer.

    `likely` is what `compare_with_register` found, where that was asked before a lock was taken.
    `nothing_more` says that no more can be found out about the candidate, so that a name alone
    goes to the registry. Raises NotReady without a vacancy, and for a date of birth that
    cannot be read: nothing is asked, and nothing is kept.
    """
    require(session, actor, ScreeningPermission.LOOK_UP)
    if not vacancy.strip() or len(vacancy) > LONGEST_VACANCY or not vacancy.isprintable():
        raise NotReady(_("Say for which vacancy, in at most 80 characters."), field="vacancy")
    day = today or office_day(now)
    for bad in births_in(candidate.date_of_birth, today=day)[1]:
        raise NotReady(bad.sentence, field="date_of_birth")
    if likely is None:
        likely = compare_with_register(session, candidate, actor=actor, today=day)
    holds = in_force(session)
    found = [match for match in likely if match.band(holds) is not Band.CLEAR]
    verdict = decide(
        legible(candidate, today=day),
        faults(candidate, today=day),
        [match.band(holds) for match in found],
        nothing_more=nothing_more,
    )
    answer = verdict.answer
    inquiry = Inquiry(
        ref=LOOK_UP_REFS.draw(),
        owner_id=actor.user_id,
        entity_id=actor.acts_for(ScreeningPermission.LOOK_UP),
        classification=Classification.CONFIDENTIAL,
        purpose=purpose,
        answer=answer,
        model=holds.model,
        asked_at=now,
    )
    inquiry.data_key_id = keyring_of(session).make(
        session, kind="inquiry", root_id=inquiry.id, compartment=Compartment.SCREENING, now=now
    )
    inquiry.vacancy = conceal(vacancy.strip())
    inquiry.candidate = conceal(_kept(candidate))
    inquiry.reason = conceal(json.dumps({"wanted": [w.value for w in verdict.wanted]}))
    with act(
        session,
        ScreeningAct.INQUIRY_MADE,
        thing=inquiry,
        facts={
            "answer": answer,
            "purpose": purpose,
            "vacancy": vacancy.strip(),
            "compared": ScreeningPurpose.MATCHING,
        },
    ):
        session.add(inquiry)
        session.flush()
        if answer is Answer.REFER:
            session.add_all(
                _possible(inquiry, rank, match, holds) for rank, match in enumerate(found, 1)
            )
    return inquiry


def _kept(candidate: Candidate) -> str:
    """The candidate as typed, cut to what a form may hold; broken characters are escaped."""
    parts = asdict(candidate)
    parts["other_names"] = [n[: reader.LONGEST] for n in candidate.other_names[:20]]
    return json.dumps(
        {k: v[: reader.LONGEST] if isinstance(v, str) else v for k, v in parts.items()}
    )


def _evidence(match: Match) -> list[list[object]]:
    if match.unread:
        return [[About.NAME.value, CANNOT_BE_SHOWN.msgid, 0.0, []]]
    return [
        [e.about.value, e.words.msgid, round(e.weight, 2), e.codes()]
        for e in match.likeness.evidence
    ]


def _possible(inquiry: Inquiry, rank: int, match: Match, holds: InForce) -> PossibleMatch:
    detail = {
        "entry_id": str(match.entry_id),
        "score": round(match.likeness.score, 4),
        "band": match.band(holds).value,
        "evidence": _evidence(match),
    }
    return PossibleMatch(
        root_id=inquiry.id,
        data_key_id=inquiry.data_key_id,
        rank=rank,
        detail=conceal(json.dumps(detail, ensure_ascii=False)),
    )
