"""What every move of a matter does, in whichever room: its reason, its day, its row."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from caseflow.access.actor import Actor, user_of
from caseflow.crypto.columns import conceal
from caseflow.db import session_of
from caseflow.errors import NotReady
from caseflow.labels import _
from caseflow.matters.matter import Matter
from caseflow.matters.models import Move
from caseflow.workflow import Move as Step
from caseflow.workflow import Stage


def check_reason(step: Step, reason: str | None) -> None:
    """Raise NotReady (field "reason") where a step asks for a reason and none is given."""
    if step.reason and not (reason or "").strip():
        raise NotReady(_("Say why."), field="reason")


def record_move(
    matter: Matter,
    step: Step,
    start: Stage,
    *,
    actor: Actor,
    now: datetime,
    happened_on: date,
    reason: str | None = None,
    part_id: UUID | None = None,
) -> Move:
    """Keep that a matter, or a part of it, went a step on from `start`. Within an act.

    `happened_on` is a day of the entity, which the room's verb has checked.
    """
    words = (reason or "").strip()
    row = Move(
        root_id=matter.id,
        data_key_id=matter.data_key_id,
        part_id=part_id,
        name=step.name,
        start=start.value,
        end=step.end.value,
        happened_on=happened_on,
        moved_at=now,
        moved_by=user_of(actor),
        reason=conceal(words) if words else None,
    )
    session_of(matter).add(row)
    return row
