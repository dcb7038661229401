"""The guard inside the act: a verb asks here whether this person may do this to that."""

from __future__ import annotations

from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access import reach
from caseflow.access.acting import assert_acting
from caseflow.access.actor import Actor, Held
from caseflow.access.capacities import AccessCapacity
from caseflow.access.models import Exclusion, Grant, Root, RootThing
from caseflow.access.permissions import Permission
from caseflow.access.policy import READING, face_of, named_only
from caseflow.access.root_days import in_force_at
from caseflow.access.root_kinds import RootKind
from caseflow.access.wall import PAST
from caseflow.db import Id, UTCDateTime, keep
from caseflow.errors import Refused
from caseflow.labels import Text, _
from caseflow.session_values import for_system

HERE = _("Your role does not let you do this here.")


def require(
    session: Session, actor: Actor, permission: Permission, *, root: RootThing | None = None
) -> None:
    """Go on only if this person may do this, here if a root is given.

    Raises Refused with a sentence; raises WrongActor when the session acts for another.
    System sessions pass: their purpose is recorded.
    """
    assert_acting(session, actor)
    if for_system(session):
        return
    held = actor.holding(permission)
    if not held:
        raise Refused(_("Your role does not let you do this."))
    if root is None:
        return
    if barred(session, actor, root):
        raise Refused(_("You are kept out of this matter."))
    looking = only_looks(permission, root.__root_kind__)
    if not _lifted(permission, held, root) and not reaches(
        session, actor, held, root, looking=looking
    ):
        raise Refused(HERE)


def require_for(
    session: Session,
    actor: Actor,
    permission: Permission,
    *entity_ids: UUID | None,
    words: Text = HERE,
) -> None:
    """Go on only if this person may do this for each of these entities; None is none of them.

    Raises Refused, with these words where it is not theirs to do there. System sessions pass.
    """
    require(session, actor, permission)
    if not for_system(session) and not actor.may_for(permission, *entity_ids):
        raise Refused(words)


def may(
    session: Session, actor: Actor, permission: Permission, *, root: RootThing | None = None
) -> bool:
    """Whether `require` would let it pass; for buttons."""
    try:
        require(session, actor, permission, root=root)
    except Refused:
        return False
    return True


def reaches(
    session: Session,
    actor: Actor,
    held: tuple[Held, ...],
    root: RootThing | Root,
    *,
    looking: bool,
) -> bool:
    """Whether any of these roles goes as far as this root, for `looking` or for more.

    Where only the named team comes in, no role does.
    """
    near = {"named_only": named_only(root)}
    if reach.reaches(held, root, actor.user_id, let_in=False, **near):
        return True
    let_in = bool(held) and granted(session, actor, root, looking=looking)
    return reach.reaches(held, root, actor.user_id, let_in=let_in, **near)


def only_looks(permission: Permission, kind: RootKind) -> bool:
    """Whether this permission is what reading such a root takes: all that an emergency gives."""
    ground = READING.get(kind)
    return ground is not None and ground.sees is permission


def _lifted(permission: Permission, held: tuple[Held, ...], root: RootThing) -> bool:
    """Whether an engagement gives this of a root that is for its named team only."""
    ground = face_of(permission).get(root.__root_kind__)
    if ground is None or ground.sees is not permission:
        return False
    return named_only(root) and root.entity_id in ground.lifted_in(held)


def granted(session: Session, actor: Actor, root: RootThing | Root, *, looking: bool) -> bool:
    """Whether this person was let into this root, today; in an emergency only for looking."""
    statement = _grants(looking=looking)
    return bool(session.scalar(statement, _whom(actor, root)))


def barred(session: Session, actor: Actor, root: RootThing | Root) -> bool:
    """Whether this person is kept out of this root, today.

    Asked past the wall, behind which whoever is kept out would not find the bar itself.
    """
    return bool(session.connection().scalar(_bars(), _whom(actor, root), execution_options=PAST))


def _whom(actor: Actor, root: RootThing | Root) -> dict[str, Any]:
    return {
        "asked_root": root.id,
        "asked_user": actor.user_id,
        "asked_entity": root.entity_id,
        "asked_at": actor.moment,
    }


@cache
def _grants(*, looking: bool) -> sa.Select[Any]:
    besides = () if looking else (Grant.capacity != AccessCapacity.EMERGENCY,)
    return keep(sa.select(sa.func.count(Grant.id)).where(*_today(Grant), *besides))


@cache
def _bars() -> sa.Select[Any]:
    bars = Exclusion.__table__
    return keep(sa.select(sa.func.count(bars.c.id)).where(*_today(bars)))


def _today(dated: Any) -> tuple[sa.ColumnElement[bool], ...]:
    """Whether a grant or a bar is of one root and one person, and holds there at a moment."""
    columns = dated.c if isinstance(dated, sa.FromClause) else dated
    place = sa.bindparam("asked_entity", type_=Id())
    return (
        columns.root_id == sa.bindparam("asked_root", type_=Id()),
        columns.user_id == sa.bindparam("asked_user", type_=Id()),
        in_force_at(dated, place, sa.bindparam("asked_at", type_=UTCDateTime())),
    )
