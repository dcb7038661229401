"""Reading the names in cases again after the reader changed: in steps, each of them whole.

A name that is read again is found by its new tokens at once, and whoever has it is kept out of
its case as if it had just been written. Until then it is found by its tokens of before.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.audit.record import record
from caseflow.cases.acts import CaseAct
from caseflow.cases.models import NameOwner, Party
from caseflow.cases.names import naming
from caseflow.cases.names.names_of_people import names_of
from caseflow.cases.services.namesakes import (
    find_namesakes,
    names_in_cases,
    record_system_proposals,
)
from caseflow.db import at_most

AT_ONCE = 200


def is_due(session: Session) -> bool:
    """Whether a name in a case was read by an earlier reader."""
    earlier = sa.select(NameOwner.id).where(NameOwner.reading < naming.READING)
    return session.scalar(earlier.limit(at_most(1))) is not None


def begin_anew(session: Session) -> None:
    """Let every name be read again, whoever read it; the caller commits."""
    session.execute(sa.update(naming.OWNERS).values(reading=1))


def reread(session: Session, *, now: datetime) -> int:
    """Read the next names again and keep out who has them; how many. Nought ends it.

    Needs a system session, whose caller commits after each step.
    """
    earlier = sa.select(NameOwner.party_id).where(NameOwner.reading < naming.READING)
    ids: list[UUID] = list(
        session.scalars(earlier.order_by(NameOwner.id).limit(at_most(AT_ONCE)).with_for_update())
    )
    if not ids:
        return 0
    legible = names_of(session, ids)
    naming.unindex(session, *(set(ids) - {name.party_id for name in legible}))
    naming.reindex(session, legible)
    named = names_in_cases(session, Party.id.in_(ids))
    record_system_proposals(session, find_namesakes(session, named, now=now, settled=True), now=now)
    return len(ids)


def end(session: Session, how_many: int) -> None:
    """Record that all names are read by the present reader."""
    record(session, CaseAct.NAMES_REREAD, facts={"reading": naming.READING, "names": how_many})
