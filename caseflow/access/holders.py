"""The rule of visibility asked about others: who oversees a thing, and who would see it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import descent, in_force, load_actor
from caseflow.access.checks import barred, granted
from caseflow.access.models import Exclusion, Membership, Root, RootThing
from caseflow.access.permissions import Permission
from caseflow.access.policy import admits
from caseflow.access.roles import Reach, shipped


def holders(
    session: Session, permission: Permission, thing: RootThing, *, today: date
) -> frozenset[UUID]:
    """Everybody whose role carries this permission as far as this thing, and who is not kept out.

    Only roles that reach an entity or everything count: what one merely owns is not oversight.
    """
    entity_id = thing.entity_id
    above = {entity_id} | set(
        session.scalars(sa.select(descent.c.ancestor_id).where(descent.c.entity_id == entity_id))
    )
    reach = {key: role.reach for key, role in shipped().items() if permission in role.may}
    rows = session.scalars(
        sa.select(Membership).where(Membership.role.in_(reach), in_force(Membership, today))
    )
    near = {
        m.user_id
        for m in rows
        if reach[m.role] is Reach.ALL
        or (reach[m.role] is Reach.ENTITY and (m.entity_id is None or m.entity_id in above))
    }
    out = session.scalars(
        sa.select(Exclusion.user_id).where(
            Exclusion.root_id == thing.id, in_force(Exclusion, today)
        )
    )
    return frozenset(near - set(out))


def sees(session: Session, thing: RootThing, user_id: UUID, *, today: date) -> bool:
    """Whether this person sees this thing today, as the wall would say for them.

    The thing is in hand: whoever acts may have lost sight of it by the very act. Grants and bars
    are then out of their sight as well; a verb that gives a thing away asks before.
    """
    root = Root(id=thing.id, kind=thing.__root_kind__, **thing.access_facts())
    person = load_actor(
        session, user_id=user_id, username="", name="", roles=shipped(), today=today
    )
    return admits(
        person,
        root,
        granted=granted(session, person, root, looking=True),
        barred=barred(session, person, root),
    )
