"""Files for the victims of an old register, who are known by a line of words and no name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.access.checks import require
from caseflow.access.models import Classification
from caseflow.access.root_days import day_of
from caseflow.audit.bulk import NewRows
from caseflow.audit.record import act_per_root
from caseflow.crypto.columns import conceal
from caseflow.crypto.keyring import Compartment, keyring_of
from caseflow.db import new_id
from caseflow.labels import _
from caseflow.victims.acts import VictimAct
from caseflow.victims.codes import VICTIM_CODES
from caseflow.victims.milestones import interest_token
from caseflow.victims.models import CaseInterest, CaseTie, Urgency, VictimFile
from caseflow.victims.permissions import VictimPermission


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
    require(session, actor, VictimPermission.ASSIST)
    tokens = {v.case_reference: interest_token(session, v.case_reference) for v in victims}
    known = _known(session, set(tokens.values()))
    met: Counter[str] = Counter()
    fresh = []
    for victim in victims:
        met[victim.case_reference] += 1
        if met[victim.case_reference] > known[tokens[victim.case_reference]]:
            fresh.append(victim)
    if not fresh:
        return 0
    drawn = _codes(session, len(fresh))
    ids = [new_id() for _each in fresh]
    keys = keyring_of(session).make_many(
        session, kind="victim-file", root_ids=ids, compartment=Compartment.VICTIMS, now=now
    )
    rows = NewRows(session)
    with act_per_root(session, VictimAct.FILE_OPENED):
        for victim, file_id, key, code in zip(fresh, ids, keys, drawn, strict=True):
            interest_id = rows.add(CaseInterest, case_token=tokens[victim.case_reference])
            rows.add(VictimFile, id=file_id, data_key_id=key, code=code, **_facts(victim, now))
            rows.add(
                CaseTie,
                root_id=file_id,
                data_key_id=key,
                reference=conceal(victim.case_reference),
                interest_id=interest_id,
                tied_on=day_of(session, victim.entity_id, now),
            )
        rows.write()
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
        offered = {VICTIM_CODES.draw() for _each in range(how_many - len(drawn))}
        taken = session.scalars(sa.select(VictimFile.code).where(VictimFile.code.in_(offered)))
        drawn |= dict.fromkeys(offered - set(taken))
    return list(drawn)


def _facts(victim: OldVictim, now: datetime) -> dict[str, Any]:
    """What a file says at first."""
    contact = _("No contact is known. In an old register: %(words)s.", words=victim.words)
    return {
        "entity_id": victim.entity_id,
        "classification": Classification.STRICTLY_CONFIDENTIAL,
        "urgency": Urgency.STEADY,
        "opened_at": now,
        "safe_contact": conceal(contact) if victim.words else None,
    }
