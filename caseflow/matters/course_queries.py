"""How a matter, or a part of it, came to where it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.acting import assert_acting
from caseflow.access.actor import Actor
from caseflow.access.root_days import zone_of
from caseflow.accounts.models import User
from caseflow.crypto.opening import show_rows
from caseflow.labels import Text
from caseflow.matters.matter import Matter
from caseflow.matters.models import Move
from caseflow.matters.views import PersonView
from caseflow.reference.entry_lag import entered
from caseflow.workflow import Workflow


@dataclass(frozen=True, kw_only=True)
class StepView:
    """One step that was taken: what it was, on which day, by whom and why."""

    label: Text
    end: Text
    """Where it led."""
    day: date | None
    entered: Text | None
    """How many days after that day it was written down; None: on the day, or not known."""
    by: PersonView
    reason: str | None


def read_course(
    session: Session, matter: Matter, workflow: Workflow, *, actor: Actor
) -> Mapping[UUID | None, tuple[StepView, ...]]:
    """The steps of a matter (None) and of each of its parts, the first one first.

    Whoever shows them records the look.
    """
    assert_acting(session, actor)
    rows = session.execute(
        sa.select(Move, User.full_name)
        .outerjoin(User, User.id == Move.moved_by)
        .where(Move.root_id == matter.id)
        .order_by(Move.moved_at, Move.id)
    ).all()
    opened = show_rows(session, [row.Move for row in rows], ("reason",))
    zone = zone_of(session, matter.entity_id)
    steps: defaultdict[UUID | None, tuple[StepView, ...]] = defaultdict(tuple)
    for (move, name), texts in zip(rows, opened, strict=True):
        steps[move.part_id] += (
            StepView(
                label=workflow.move(move.name).label,
                end=workflow.stage(move.end).label,
                day=move.happened_on,
                entered=entered(move.happened_on, move.moved_at, zone),
                by=PersonView(move.moved_by, name or ""),
                reason=texts["reason"],
            ),
        )
    return steps
