"""Taking over, once, who was let in and kept out while that went by the day of UTC.

West of Greenwich it may still be yesterday: what had begun or ended by the day of UTC would not
have begun or ended yet by the day of its entity.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.models import Root
from caseflow.access.standing_days import keep_standing
from caseflow.audit.record import act_per_root
from caseflow.days import day_in, office_day
from caseflow.reference.acts import EntityAct
from caseflow.reference.models import Entity, InstanceMark

DONE = "access-by-entity-days"
"""The mark of an instance in which it was done, or that never needed it."""


def adopt_entity_days(session: Session, *, now: datetime) -> None:
    """Let who is let in and kept out stay so; once in the life of an instance. Commits.

    Needs a system session.
    """
    if session.get(InstanceMark, DONE) is not None:
        return
    before = day_in("UTC", now)
    with act_per_root(session, EntityAct.CHANGED):
        for entity in session.scalars(sa.select(Entity)):
            there = sa.select(Root.id).where(Root.entity_id == entity.id)
            keep_standing(session, there, before=before, after=day_in(entity.time_zone, now))
    session.add(InstanceMark(name=DONE, on=office_day(now)))
    session.commit()
