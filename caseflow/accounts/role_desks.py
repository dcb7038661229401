"""At which desk each role of a person is, for whoever manages people."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.models import Membership
from caseflow.accounts.acts import AccountAct
from caseflow.accounts.models import User
from caseflow.accounts.queries import memberships
from caseflow.audit.record import note_read
from caseflow.crypto.opening import show_rows
from caseflow.reference.models import ListValue


def role_desks(session: Session, user: User) -> Sequence[tuple[Membership, str]]:
    """All roles of a person, newest first, each with the name of its desk or an empty text.

    Words of an earlier release are opened for it, and the look is recorded.
    """
    rows = memberships(session, user)
    chosen = {row.team_id for row in rows} - {None}
    values = session.execute(
        sa.select(ListValue.id, ListValue.name).where(ListValue.id.in_(chosen))
    )
    names = {row.id: row.name for row in values}
    words = [each["team"] or "" for each in show_rows(session, rows, ("team",))]
    if any(words):
        note_read(session, AccountAct.PERSON_READ, thing=user, fields=("memberships.team",))
    return [
        (row, names[row.team_id] if row.team_id else text)
        for row, text in zip(rows, words, strict=True)
    ]
