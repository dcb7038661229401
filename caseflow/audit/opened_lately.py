"""What somebody opened last, as the trail has it."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.acting import assert_acting
from caseflow.access.actor import Actor
from caseflow.audit.acts import Act
from caseflow.audit.models import Entry
from caseflow.db import at_most

LOOKED_AT = 300
"""So many of a person's own acts are looked at, the newest first."""


def opened_lately(
    session: Session, acts: Collection[Act], *, actor: Actor, limit: int
) -> list[UUID]:
    """The things of these acts, the one that was opened last first, each once.

    Only the actor's own acts are read. Whether the things can be seen still, the caller's own
    statement asks.
    """
    assert_acting(session, actor)
    own = (
        sa.select(Entry.seq, Entry.act, Entry.thing_id)
        .where(Entry.actor_id == actor.user_id)
        .order_by(Entry.seq.desc())
        .limit(at_most(LOOKED_AT))
        .subquery()
    )
    things = session.execute(
        sa.select(own.c.thing_id)
        .where(own.c.act.in_([act.value for act in acts]), own.c.thing_id.is_not(None))
        .order_by(own.c.seq.desc())
    ).scalars()
    return list(dict.fromkeys(things))[:limit]
