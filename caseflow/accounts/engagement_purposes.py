"""What an auditor was engaged for, opened for whoever manages people."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.models import Engagement
from caseflow.accounts.acts import AccountAct
from caseflow.accounts.models import User
from caseflow.audit.record import note_read
from caseflow.crypto.opening import show_rows


def engagements(session: Session, user: User) -> Sequence[tuple[Engagement, str]]:
    """All engagements of a person with what they are for, newest first; the look is recorded."""
    rows = session.scalars(
        sa.select(Engagement)
        .where(Engagement.user_id == user.id)
        .order_by(Engagement.valid_from.desc())
    ).all()
    purposes = [each["purpose"] or "" for each in show_rows(session, rows, ("purpose",))]
    if rows:
        note_read(session, AccountAct.PERSON_READ, thing=user, fields=("engagements.purpose",))
    return list(zip(rows, purposes, strict=True))
