"""Files for the victims of an old register, who are known by a line of words and no name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.access.checks import require
from caseflow.access.models import Classification
from caseflow.access.permissions import Permission
from caseflow.audit.acts import Act
from caseflow.audit.record import act_per_root
from caseflow.crypto.columns import conceal
from caseflow.crypto.keyring import Compartment, keyring_of
from caseflow.labels import _
from caseflow.victims import codes
from caseflow.victims.milestones import interest_token
from caseflow.victims.models import CaseInterest, CaseTie, Urgency, VictimFile

DESK = "Victim assistance"
NOBODY_TO_TELL = 2**31 - 1
"""Until an officer has found the person, nobody can be told, and no case waits for it."""


@dataclass(frozen=True, kw_only=True)
class OldVictim:
    """A victim as an old register has them: whose case it is, and what it says of them."""

    case_reference: str
    entity_id: UUID
    words: str


def admit_files(
    session: Session, victims: Sequence[OldVictim], *, actor: Actor, now: datetime
) -> int:
    """Open a file for each victim whose case has fewer than the register lists; how many.

    The victims of a case come in one call, in the register's order, each time the same: files
    that were opened before stay as they are.
    """
    require(session, actor, Permission.VICTIMS_ASSIST)
    tokens = {v.case_reference: interest_token(session, v.case_reference) for v in victims}
    known = _known(session, set(tokens.values()))
    met: Counter[str] = Counter()
    fresh = []
    for victim in victims:
        met[victim.case_reference] += 1
        if met[victim.case_reference] > known[tokens[victim.case_reference]]:
            fresh.append(victim)
    drawn = _codes(session, len(fresh))
    with act_per_root(session, Act.VICTIM_FILE_OPENED):
        interests = [
            CaseInterest(case_token=tokens[v.case_reference], told=NOBODY_TO_TELL) for v in fresh
        ]
        files = [
            _file(session, victim, code, now) for victim, code in zip(fresh, drawn, strict=True)
        ]
        session.add_all([*interests, *files])
        session.flush()
        session.add_all(
            CaseTie(
                root_id=file.id,
                data_key_id=file.data_key_id,
                reference=conceal(victim.case_reference),
                interest_id=interest.id,
                tied_on=now.date(),
            )
            for victim, file, interest in zip(fresh, files, interests, strict=True)
        )
    return len(fresh)


def _known(session: Session, tokens: set[int]) -> Counter[int]:
    rows = session.execute(
        sa.select(CaseInterest.case_token, sa.func.count(CaseInterest.id))
        .where(CaseInterest.case_token.in_(tokens))
        .group_by(CaseInterest.case_token)
    )
    found: Counter[int] = Counter()
    for token, count in rows:
        found[token] = count
    return found


def _codes(session: Session, how_many: int) -> list[str]:
    """Codes that no file has."""
    drawn: dict[str, None] = {}
    while len(drawn) < how_many:
        offered = {codes.draw() for _each in range(how_many - len(drawn))}
        taken = session.scalars(sa.select(VictimFile.code).where(VictimFile.code.in_(offered)))
        drawn |= dict.fromkeys(offered - set(taken))
    return list(drawn)


def _file(session: Session, victim: OldVictim, code: str, now: datetime) -> VictimFile:
    file = VictimFile(
        code=code,
        entity_id=victim.entity_id,
        desk=DESK,
        classification=Classification.STRICTLY_CONFIDENTIAL,
        urgency=Urgency.STEADY,
        opened_at=now,
    )
    file.data_key_id = keyring_of(session).make(
        session, kind="victim-file", root_id=file.id, compartment=Compartment.VICTIMS, now=now
    )
    if victim.words:
        file.safe_contact = conceal(
            _("No contact is known. In an old register: %(words)s.", words=victim.words)
        )
    return file
