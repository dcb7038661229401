"""What being named, owning and reaching mean for cases, beside the wall that hides them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import SYSTEM, Actor
from caseflow.access.capacities import AccessBar, Bar
from caseflow.access.checks import require
from caseflow.access.desks import Desks
from caseflow.access.models import Exclusion
from caseflow.access.permissions import Permission
from caseflow.access.root_days import in_force_at
from caseflow.audit.record import FOLLOWERS
from caseflow.cases.capacities import CaseBar
from caseflow.cases.course.next_move_upkeep import follow_moves
from caseflow.cases.models import Case, Part, Party
from caseflow.cases.permissions import CasePermission
from caseflow.cases.rights.reporters import knows_reporters
from caseflow.db import Id, at_most, keep
from caseflow.errors import GoesOnElsewhere, NotFound, Refused
from caseflow.labels import _

FOLLOWERS.append(follow_moves)  # every verb of a case asks here: what it changes is followed

WORKING = (
    CasePermission.EDIT,
    CasePermission.INVESTIGATE,
    CasePermission.REVIEW,
    CasePermission.DECIDE,
)
"""Whoever holds one of these may write notes and tasks in the cases they reach."""


def bar_of(part: Part) -> Bar:
    """Why somebody who is named in this part is kept out; counsel has a conflict of interest."""
    match part:
        case Part.SUBJECT:
            return CaseBar.SUBJECT
        case Part.REPORTER | Part.WITNESS:
            return CaseBar.NAMED
        case _:
            return AccessBar.CONFLICT


TELLING = (CasePermission.EDIT, CasePermission.REVIEW, CasePermission.DECIDE)
"""Whoever holds one of these records when a subject was told, and corrects a decision's day."""

TENDING = (CasePermission.EDIT, CasePermission.INVESTIGATE)
"""Whoever holds one of these stops the limit, lets it run again and proposes to extend it."""

AGREEING = (CasePermission.EDIT, CasePermission.REVIEW)
"""Whoever holds one of these agrees to an extension that somebody else proposed."""


def require_work(session: Session, actor: Actor, *permissions: Permission, case: Case) -> None:
    """Go on only if one of these permissions reaches this case, and the actor is not named in it.

    Raises Refused, and NotReady for a case that was merged into another.
    """
    _require_reach(session, actor, permissions, case)
    if case.merged_into is not None:
        into = session.scalar(sa.select(Case.reference).where(Case.id == case.merged_into))
        raise GoesOnElsewhere(
            _("This case was merged into another one: work on that one."),
            title=_("Merged into another case"),
            reference=into or "",
            path=f"/cases/{into}" if into else "",
        )


def _require_reach(
    session: Session, actor: Actor, permissions: Iterable[Permission], case: Case
) -> None:
    refusal: Refused | None = None
    for permission in permissions:
        try:
            require(session, actor, permission, root=case)
        except Refused as refused:
            refusal = refused
        else:
            refusal = None
            break
    if refusal is not None:
        raise refusal
    require_not_named(session, actor, case)


def require_team(session: Session, actor: Actor, case: Case) -> None:
    """Go on only for whoever works on this case, as `require_work` does for one of `WORKING`."""
    require_work(session, actor, *WORKING, case=case)


def require_team_of_old(session: Session, actor: Actor, case: Case) -> None:
    """The same where the work has ended: in a case that was closed, or merged into another."""
    _require_reach(session, actor, WORKING, case)


def require_not_named(session: Session, actor: Actor, case: Case) -> None:
    """Nobody acts on a case that names them. Raises Refused."""
    if actor == SYSTEM:
        return
    if is_named(session, case, actor.user_id):
        raise Refused(_("You are named in this case."))


def require_sees_reporters(case: Case, actor: Actor) -> None:
    """Whoever edits a case knows its reporter; of a strictly confidential one only its owner.

    Raises NotFound.
    """
    if actor != SYSTEM and not knows_reporters(case, actor.user_id, edits=True):
        raise NotFound(_("This is not part of the case."))


def is_named(session: Session, case: Case, user_id: UUID) -> bool:
    """Whether this user is a party to the case."""
    return session.scalar(_named(), {"in_root": case.id, "of_user": user_id}) is not None


@cache
def _named() -> sa.Select[UUID]:
    root, user = sa.bindparam("in_root", type_=Id()), sa.bindparam("of_user", type_=Id())
    named = sa.select(Party.id).where(Party.root_id == root, Party.user_id == user)
    return keep(named.limit(at_most(1)))


def kept_out(session: Session, case: Case, user_id: UUID, *, now: datetime) -> bool:
    """Whether this user is shut out of this case, on the day it is at its entity."""
    return bool(
        session.scalar(
            sa.select(Exclusion.id)
            .where(
                Exclusion.root_id == case.id,
                Exclusion.user_id == user_id,
                in_force_at(Exclusion, case.entity_id, now),
            )
            .limit(at_most(1))
        )
    )


@dataclass(frozen=True)
class Near:
    """Where to look for a reader's cases; the wall decides what of it is seen.

    `entities` None means everywhere.
    """

    entities: tuple[UUID, ...] | None
    colleagues: tuple[UUID, ...]
    desks: Desks


def near(actor: Actor) -> Near:
    """Where this reader's cases lie."""
    held = actor.holding(CasePermission.READ)
    return Near(
        None
        if any(h.everywhere for h in held)
        else tuple(sorted({entity for h in held for entity in h.entities})),
        tuple(sorted({c for h in held for c in h.colleagues} | {actor.user_id})),
        frozenset(desk for h in held for desk in h.desks),
    )
