"""Settling whether an officer who has the name of the person of an entry is that person."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from caseflow.access.actor import Actor
from caseflow.access.models import Exclusion
from caseflow.access.permissions import Permission
from caseflow.audit.acts import Act
from caseflow.audit.record import act
from caseflow.errors import NotFound, NotReady, Refused
from caseflow.labels import _
from caseflow.screening.models import RegisterEntry
from caseflow.screening.services.entries import lock_entry


def settle_entry_bar(
    entry: RegisterEntry,
    bar_id: UUID,
    *,
    same: bool,
    reason: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Decide whether an officer with the person's name is that person: keep out, or let go.

    Raises Refused for the officer concerned, NotFound, and NotReady when it was decided already or
    no reason is said.
    """
    session = lock_entry(entry, actor, Permission.REGISTER_MANAGE)
    row = session.scalar(
        sa.select(Exclusion).where(Exclusion.id == bar_id, Exclusion.root_id == entry.id)
    )
    if row is None:
        raise NotFound(_("There is no such match."))
    if row.given_by is not None or (row.valid_to is not None and row.valid_to <= now.date()):
        raise NotReady(_("This was decided already."))
    if row.user_id == actor.user_id:
        raise Refused(_("Somebody else decides whether you are the person named."))
    if not reason.strip():
        raise NotReady(_("Say why."), field="reason")
    name = Act.ACCESS_BARRED if same else Act.ACCESS_GIVEN
    with act(session, name, thing=entry, reason=reason.strip(), facts={"user": row.user_id}):
        row.given_by = actor.user_id
        if not same:
            row.valid_to = max(row.valid_from, now.date())
