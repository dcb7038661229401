"""Settling whether an officer who has the name of the person of an entry is that person."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from caseflow.access.actor import Actor
from caseflow.access.models import Exclusion
from caseflow.cases.services.bar_settlement import settle_proposal
from caseflow.errors import NotFound
from caseflow.labels import _
from caseflow.screening.models import RegisterEntry
from caseflow.screening.permissions import ScreeningPermission
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
    session = lock_entry(entry, actor, ScreeningPermission.REGISTER_MANAGE)
    row = session.scalar(
        sa.select(Exclusion).where(Exclusion.id == bar_id, Exclusion.root_id == entry.id)
    )
    if row is None:
        raise NotFound(_("There is no such match."))
    settle_proposal(row, entry, same=same, reason=reason, actor=actor, now=now)
