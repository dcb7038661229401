"""Whether an entry holds: read together with what its case left beside the wall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from caseflow.cases.models import DecisionStanding, DecisionState
from caseflow.labels import Text, _
from caseflow.screening.models import EntryStage, RegisterEntry


class Force(Enum):
    """What follows for whoever resembles an entry: nothing said yet, "refer" only, or compared."""

    OUT = "out"
    HELD = "held"
    IN_FORCE = "in-force"


@dataclass(frozen=True)
class EntryStanding:
    """How an entry stands: why it does not hold, and since when, where it does not."""

    force: Force
    why: Text | None = None
    since: datetime | None = None


SUSPENDED = _("Suspended until the registry has looked at it")
SET_ASIDE = _("Decision set aside")
REPLACED = _("Decision replaced by a new one")
UNTOLD = _("It is not known whether its decision still stands")


def standing_of(session: Session, rows: Sequence[Any]) -> dict[UUID, EntryStanding]:
    """How each of these entries stands, whatever its stage.

    Rows have the columns of `FACTS`. An entry whose decision left no word is held: nobody is called
    listed on it, and nobody clear.
    """
    wanted = {row.decision_id for row in rows if row.decision_id is not None}
    told: dict[UUID, DecisionStanding] = {}
    if wanted:
        found = session.scalars(
            sa.select(DecisionStanding).where(DecisionStanding.decision_id.in_(wanted))
        )
        told = {each.decision_id: each for each in found}
    replaced = [
        row
        for row in rows
        if row.decision_id in told and told[row.decision_id].state is DecisionState.REPLACED
    ]
    waiting = _followed(session, [row.subject_id for row in replaced])
    return {row.id: _standing(row, told, waiting) for row in rows}


FACTS = (
    RegisterEntry.id,
    RegisterEntry.stage,
    RegisterEntry.decision_id,
    RegisterEntry.subject_id,
    RegisterEntry.suspended_at,
)
"""What `standing_of` needs of an entry."""


def _standing(
    row: Any, told: dict[UUID, DecisionStanding], waiting: frozenset[UUID]
) -> EntryStanding:
    decision = told.get(row.decision_id)
    if row.decision_id is not None and decision is None:
        return EntryStanding(Force.HELD, UNTOLD)
    if decision is not None and decision.state is DecisionState.REPLACED:
        force = Force.HELD if row.subject_id in waiting else Force.OUT
        return EntryStanding(force, REPLACED, decision.since)
    if decision is not None and decision.state is DecisionState.SET_ASIDE:
        return EntryStanding(Force.HELD, SET_ASIDE, decision.since)
    if row.suspended_at is not None:
        return EntryStanding(Force.HELD, SUSPENDED, row.suspended_at)
    return EntryStanding(Force.IN_FORCE)


def _followed(session: Session, subjects: Sequence[UUID]) -> frozenset[UUID]:
    """Those for whom a new entry waits for notice or publication: until then the old one refers."""
    if not subjects:
        return frozenset()
    waiting = _waiting(RegisterEntry)
    return frozenset(session.scalars(waiting.where(RegisterEntry.subject_id.in_(subjects))))


def _waiting(new: type[RegisterEntry]) -> sa.Select[UUID | None]:
    """The subjects for whom an entry waits on a decision that stands."""
    return (
        sa.select(new.subject_id)
        .join(DecisionStanding, DecisionStanding.decision_id == new.decision_id)
        .where(
            new.stage.in_((EntryStage.PROPOSED, EntryStage.NOTICED)),
            DecisionStanding.state == DecisionState.STANDS,
        )
    )


def out_by_decision() -> sa.ColumnElement[bool]:
    """The same for a statement: an entry whose decision was replaced, and no new entry waits."""
    new = aliased(RegisterEntry)
    replaced = sa.exists().where(
        DecisionStanding.decision_id == RegisterEntry.decision_id,
        DecisionStanding.state == DecisionState.REPLACED,
    )
    followed = _waiting(new).where(new.subject_id == RegisterEntry.subject_id).exists()
    return sa.and_(replaced, sa.not_(followed))


def compared(row: Any, standing: EntryStanding) -> Force:
    """What a published entry says to whoever resembles it; any other says nothing."""
    return standing.force if row.stage is EntryStage.PUBLISHED else Force.OUT
