"""The last administrator cannot go: somebody who manages people is always left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.dated import has_no_end, in_force
from caseflow.access.models import Membership
from caseflow.access.roles import Reach, roles_carrying, shipped
from caseflow.accounts.models import User
from caseflow.accounts.permissions import AccountPermission
from caseflow.days import office_day
from caseflow.errors import NotReady
from caseflow.labels import _


def require_another(
    session: Session,
    *,
    now: datetime,
    membership_id: UUID | None = None,
    user_id: UUID | None = None,
) -> None:
    """Go on only if somebody else manages people once this role, or this person's roles, are gone.

    What is left must last as long and reach as far: without an end if the one who goes had none,
    everywhere if they did. The roles are held under a lock, so that of two who go at the same
    moment one stays. Raises NotReady.
    """
    rows = _managing(session, now=now)
    going = [r for r in rows if membership_id == r.id or user_id == r.user_id]
    left = [r for r in rows if r not in going]
    for counts in (_any, _lasting, _everywhere):
        if any(map(counts, going)) and not any(map(counts, left)):
            raise NotReady(_("Nobody else would manage people: let somebody else do so first."))


def _managing(session: Session, *, now: datetime) -> Sequence[Any]:
    """Roles in force that manage people, of open accounts that somebody can sign in with."""
    roles = roles_carrying(AccountPermission.MANAGE)
    return session.execute(
        sa.select(
            Membership.id,
            Membership.user_id,
            Membership.role,
            Membership.entity_id,
            Membership.valid_to,
        )
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.role.in_(roles),
            in_force(Membership, office_day(now)),
            User.active.is_(True),
            User.password_hash.is_not(None),
            User.password_code.is_not(None),
        )
        .order_by(Membership.id)
        .with_for_update()
    ).all()


def _any(_row: Any) -> bool:
    return True


def _lasting(row: Any) -> bool:
    return has_no_end(row)


def _everywhere(row: Any) -> bool:
    return row.entity_id is None or shipped()[row.role].reach is Reach.ALL
