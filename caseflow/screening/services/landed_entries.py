"""Entries of earlier releases, held against what their decisions proved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.audit.record import act
from caseflow.cases.course.decision_ground import decided
from caseflow.db import at_most
from caseflow.errors import NotReady, Refused
from caseflow.labels import _
from caseflow.screening.acts import ScreeningAct
from caseflow.screening.models import EntryStage, RegisterCategory, RegisterEntry
from caseflow.screening.permissions import ScreeningPermission
from caseflow.screening.services.entries import ProvenConduct, categories, lock_entry
from caseflow.screening.services.noticing import tell_officers
from caseflow.screening.workflow import proposed_it

KIND = "entry-suspended"
WORDS = _("An entry of the register names conduct that its decision did not prove: look at it.")
AT_ONCE = 50
Step = Callable[[int], None]


def unchecked() -> sa.ColumnElement[bool]:
    """What an entry of an earlier release is until it is checked: a type, and nothing behind it."""
    filled = sa.exists().where(RegisterCategory.root_id == RegisterEntry.id)
    return sa.and_(
        RegisterEntry.decision_id.is_not(None),
        RegisterEntry.category.is_not(None),
        RegisterEntry.stage != EntryStage.WITHDRAWN,
        RegisterEntry.suspended_at.is_(None),
        ~filled,
    )


def left(session: Session) -> int:
    """How many entries of earlier releases are to be checked."""
    wanted = sa.select(sa.func.count(RegisterEntry.id)).where(unchecked())
    return session.scalar(wanted) or 0


def check_entries(session: Session, *, now: datetime, after_step: Step) -> dict[str, int]:
    """Check every entry of an earlier release; how many were, and how many are suspended.

    Each step of fifty is complete in itself, and `after_step` commits it; what was checked is not
    met again. Needs a system session, since it reads what cases decided.
    """
    done = suspended = 0
    while rows := _next(session):
        for entry in rows:
            suspended += _check(session, entry, now)
        done += len(rows)
        after_step(done)
    return {"checked": done, "suspended": suspended}


def _next(session: Session) -> list[RegisterEntry]:
    wanted = sa.select(RegisterEntry).where(unchecked()).order_by(RegisterEntry.id)
    return list(session.scalars(wanted.limit(at_most(AT_ONCE)).with_for_update()))


def _check(session: Session, entry: RegisterEntry, now: datetime) -> bool:
    """Fill in what the decision proved; suspend an entry that names anything else."""
    ground = decided(session, entry.decision_id) if entry.decision_id else None
    proven = ground.qualifying() if ground else []
    holds = entry.category in {alleged.type for alleged, _finding in proven}
    facts = {"named": entry.category, "proven": [a.type for a, _finding in proven]}
    with act(session, ScreeningAct.REGISTER_CHECKED, thing=entry, facts=facts):
        session.add_all(
            categories(
                entry, [ProvenConduct(a.type or "", a.taxonomy, f.standard) for a, f in proven]
            )
        )
        if not holds:
            entry.suspended_at = now
    if not holds:
        tell_officers(session, entry, ScreeningPermission.REGISTER_MANAGE, KIND, WORDS, now=now)
    return not holds


def lift_suspension(entry: RegisterEntry, *, reason: str, actor: Actor, now: datetime) -> None:
    """Let a suspended entry hold again, for what its decision proved.

    Raises Refused for whoever proposed it, and NotReady without a reason, for an entry that is not
    suspended, and for one whose decision proved nothing that lists anybody: that is withdrawn.
    """
    session = lock_entry(entry, actor, ScreeningPermission.REGISTER_PUBLISH)
    if proposed_it(entry, actor):
        raise Refused(_("You proposed this entry: somebody else looks at it."))
    if entry.suspended_at is None or entry.stage is EntryStage.WITHDRAWN:
        raise NotReady(_("This entry is not suspended."))
    proven = sa.select(RegisterCategory.id).where(RegisterCategory.root_id == entry.id)
    if session.scalar(proven.limit(at_most(1))) is None:
        raise NotReady(_("Its decision proved nothing that lists anybody: it can be withdrawn."))
    if not reason.strip():
        raise NotReady(_("Say why."), field="reason")
    facts = {"suspended_at": entry.suspended_at, "lifted_at": now}
    with act(
        session, ScreeningAct.SUSPENSION_LIFTED, thing=entry, reason=reason.strip(), facts=facts
    ):
        entry.suspended_at = None
