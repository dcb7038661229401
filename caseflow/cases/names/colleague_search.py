"""Finding colleagues by name: those who have a case that the reader may list."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.acting import assert_acting
from caseflow.access.actor import Actor
from caseflow.access.checks import require
from caseflow.accounts.models import User
from caseflow.cases.models import Case
from caseflow.cases.permissions import CasePermission
from caseflow.db import at_most
from caseflow.names.word_search import carries_words, has_words

MOST_ASKED = 50
"""Of so many people of the name it is asked whether they have a case within the reader's sight."""


@dataclass(frozen=True)
class FoundColleague:
    """One colleague who has a case; `title` is what they are called at work."""

    username: str
    name: str
    title: str


def find_colleagues(
    session: Session, typed: str, *, actor: Actor, limit: int
) -> tuple[FoundColleague, ...]:
    """The people of this name who own a case within reach; whoever asks records the search.

    Lists show whose each case is: nobody else is told of. Raises Refused.
    """
    assert_acting(session, actor)
    require(session, actor, CasePermission.READ)
    users = sa.select(User.id, User.username, User.full_name, User.title).order_by(User.full_name)
    called = [
        row
        for row in session.execute(users)
        if has_words(row.full_name, typed) or carries_words(row.full_name, typed)
    ][:MOST_ASKED]
    if not called:
        return ()
    owned = sa.select(Case.owner_id).where(Case.owner_id.in_([row.id for row in called]))
    owners = set(session.scalars(owned.distinct().limit(at_most(MOST_ASKED))))
    return tuple(
        FoundColleague(row.username, row.full_name, row.title or "")
        for row in called
        if row.id in owners
    )[:limit]
