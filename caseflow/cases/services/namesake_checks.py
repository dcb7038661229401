"""Asking again about namesakes: of whoever comes within reach of a case, and of new names.

The acts of others lead here, also of people who may not see the case: it is looked at past the
wall, what is done is the system's own act, and nothing of it comes back to whoever acted.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.acting import past_the_wall
from caseflow.access.actor import descent
from caseflow.accounts.models import User
from caseflow.cases.models import Case, Party
from caseflow.cases.names import naming
from caseflow.cases.names.user_directory import directory
from caseflow.cases.purposes import CasePurpose
from caseflow.cases.services.namesakes import (
    find_namesakes,
    names_in_cases,
    record_system_proposals,
)
from caseflow.days import office_day

AT_ONCE = 50
"""People whose names are looked for in one statement."""


def bar_person(session: Session, case: Case, user_id: UUID, *, now: datetime) -> bool:
    """Keep a person out who comes to a case in which somebody has their name; whether they are.

    Whoever was found to be another person comes in.
    """
    with past_the_wall(session, CasePurpose.NAMESAKES):
        named = names_in_cases(session, Party.root_id == case.id)
        found = find_namesakes(session, named, now=now, settled=True, only=user_id, comes=True)
        record_system_proposals(session, found, now=now)
    return bool(found.same)


def bar_newcomers(session: Session, case: Case, *, now: datetime) -> None:
    """Keep out who has the name of somebody in a case that has come within their reach."""
    with past_the_wall(session, CasePurpose.NAMESAKES):
        named = names_in_cases(session, Party.root_id == case.id)
        record_system_proposals(
            session, find_namesakes(session, named, now=now, settled=True), now=now
        )


def bar_in_cases(session: Session, user_id: UUID, *, now: datetime, settled: bool) -> None:
    """Keep a person out of every case within reach in which somebody has their name."""
    name = session.scalar(sa.select(User.full_name).where(User.id == user_id, User.active))
    if name is None:
        return
    with past_the_wall(session, CasePurpose.NAMESAKES):
        parties = naming.namesakes(session, [name])
        named = names_in_cases(session, Party.id.in_(parties))
        found = find_namesakes(session, named, now=now, settled=settled, only=user_id)
        record_system_proposals(session, found, now=now)


def bar_those_above(session: Session, entity_id: UUID, *, now: datetime) -> None:
    """Keep those with roles over an entity out of each case in which somebody has their name."""
    with past_the_wall(session, CasePurpose.NAMESAKES):
        above = set(
            session.scalars(
                sa.select(descent.c.ancestor_id).where(descent.c.entity_id == entity_id)
            )
        )
        near = directory(session, today=office_day(now), within=above).names
        for first in range(0, len(near), AT_ONCE):
            parties = naming.namesakes(session, near[first : first + AT_ONCE])
            named = names_in_cases(session, Party.id.in_(parties))
            found = find_namesakes(session, named, now=now, settled=True)
            record_system_proposals(session, found, now=now)
