"""Keeping what left the system, and writing down who asked whether a document is genuine."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.access.checks import require
from caseflow.accounts.guess_limits import Budget, Turn, give_back, take_turn
from caseflow.audit.acts import Outcome
from caseflow.audit.record import act, record
from caseflow.cases.acts import CaseAct
from caseflow.cases.opened_case.summary import Level
from caseflow.cases.permissions import CasePermission
from caseflow.crypto.secrets import SECRETS, Secrets
from caseflow.db import new_id
from caseflow.reference.keyed_numbers import numbering_key
from caseflow.reporting.models import Export, VerificationMiss
from caseflow.reporting.numbers import EXPORT_NUMBERS

PER_NETWORK = 30
ASKING = Budget(PER_NETWORK, timedelta(seconds=2), timedelta(minutes=1))


@dataclass(frozen=True)
class Drawn:
    """The id and the number of an export that is about to be made."""

    id: UUID
    number: str


def draw(session: Session, *, now: datetime) -> Drawn:
    """A number for the next export; nothing is written before the file exists."""
    export_id, key = new_id(), numbering_key(session, "export numbers")
    return Drawn(export_id, EXPORT_NUMBERS.number(export_id, now.year, key))


def keep_export(
    session: Session,
    drawn: Drawn,
    *,
    case_id: UUID,
    level: Level,
    pdf: bytes,
    actor: Actor,
    now: datetime,
) -> Export:
    """Keep the facts of a signed file: whose case, how much, for whom, and which bytes.

    Raises Refused without the right to summarise.
    """
    require(session, actor, CasePermission.SUMMARISE)
    export = Export(
        id=drawn.id,
        root_id=case_id,
        number=drawn.number,
        level=level,
        reader_id=actor.user_id,
        made_at=now,
        sha256=hashlib.sha256(pdf).digest(),
        size=len(pdf),
    )
    with act(session, CaseAct.DOCUMENT_MADE, thing=export, root_id=case_id):
        session.add(export)
    return export


def ask_in_turn(session: Session, *, asker: str, now: datetime) -> Turn:
    """Count a question as a miss before it is answered; commit at once. Raises TooSoon.

    `asker` is a person, a device that is known, or a network: each has a budget of its own.
    """
    return take_turn(session, VerificationMiss, [(_key_of(session, asker), ASKING)], now=now)


def no_question(session: Session, turn: Turn) -> None:
    """Let what could not be read as a question not count."""
    give_back(session, VerificationMiss, turn)


def note_verification(
    session: Session,
    *,
    genuine: bool,
    by: str,
    export: Export | None,
    turn: Turn,
) -> None:
    """Put on the trail that somebody asked, `by` "file" or "number"; only a miss keeps its turn."""
    record(
        session,
        CaseAct.EXPORT_VERIFIED,
        outcome=Outcome.DONE if genuine else Outcome.FAILED,
        thing_kind=Export.__tablename__,
        thing_id=export.id if export else None,
        root_id=export.root_id if export else None,
        facts={"by": by, "genuine": genuine},
    )
    if genuine:
        no_question(session, turn)


def _key_of(session: Session, asker: str) -> bytes:
    secrets: Secrets = SECRETS.of(session)
    text = b"verification|" + asker.encode("utf-8", "replace")
    return hmac.digest(secrets.pepper, text, "sha256")[:16]
