"""Throwing away drafts that nobody goes on with: their owners are told before, and then it is done.

Both are done a few at a time, each time in one transaction: a worker that dies leaves either all of
a round or nothing of it. The trail has one entry for each draft, as when its owner drops it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.models import Root
from caseflow.audit.record import act
from caseflow.db import at_most
from caseflow.drafts.acts import DraftAct
from caseflow.drafts.models import Draft
from caseflow.drafts.term import Term

AT_ONCE = 100


def warn_of_end(session: Session, term: Term, *, now: datetime) -> Sequence[UUID]:
    """Note for drafts whose term ends soon that their owners are told; these owners.

    Needs a system session, whose caller tells them in the same transaction.
    """
    soon = now - timedelta(days=term.kept - term.told)
    rows = session.scalars(
        sa.select(Draft)
        .where(Draft.kept_at <= soon, ~_is_warned())
        .order_by(Draft.kept_at, Draft.id)
        .limit(at_most(AT_ONCE))
        .with_for_update()
    ).all()
    for draft in rows:
        draft.warned_at = now
    return list(dict.fromkeys(draft.owner_id for draft in rows if draft.owner_id is not None))


def drop_ended(session: Session, term: Term, *, now: datetime) -> int:
    """Throw away drafts whose term has ended, and whose owners were told long enough before.

    Needs a system session; how many there were. There is no way back.
    """
    rows = session.scalars(
        sa.select(Draft)
        .where(
            Draft.kept_at <= now - timedelta(days=term.kept),
            _is_warned(),
            Draft.warned_at <= now - timedelta(days=term.told),
        )
        .order_by(Draft.kept_at, Draft.id)
        .limit(at_most(AT_ONCE))
        .with_for_update()
    ).all()
    for draft in rows:
        with act(session, DraftAct.DROPPED, root_id=draft.id, facts={"ended": True}):
            session.delete(draft)
            session.flush()
            session.delete(session.get_one(Root, draft.id))
    return len(rows)


def _is_warned() -> sa.ColumnElement[bool]:
    """Whether the owner was told since the draft was last kept."""
    return sa.and_(Draft.warned_at.is_not(None), Draft.warned_at > Draft.kept_at)
