"""How far an entry has come, as people are told: one whose decision was replaced is out."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.labels import _
from caseflow.screening.models import EntryStage, RegisterEntry
from caseflow.screening.queries.entry_validity import EntryStanding, Force, out_by_decision
from caseflow.workflow import Stage


class EntryState(Stage):
    """The stages of an entry, and what becomes of it when its decision is replaced."""

    PROPOSED = "proposed", EntryStage.PROPOSED.label, EntryStage.PROPOSED.tone
    NOTICED = "noticed", EntryStage.NOTICED.label, EntryStage.NOTICED.tone
    PUBLISHED = "published", EntryStage.PUBLISHED.label, EntryStage.PUBLISHED.tone
    REPLACED = "replaced", _("Out: decision replaced"), "mute"
    WITHDRAWN = "withdrawn", EntryStage.WITHDRAWN.label, EntryStage.WITHDRAWN.tone

    @property
    def ended(self) -> bool:
        """Whether nobody is, or will be, listed by the entry."""
        return self in {EntryState.REPLACED, EntryState.WITHDRAWN}


def state_of(stage: EntryStage, standing: EntryStanding) -> EntryState:
    """What people are told of an entry at this stage that stands so."""
    if standing.force is Force.OUT and stage is not EntryStage.WITHDRAWN:
        return EntryState.REPLACED
    return EntryState[stage.name]


def entries_in(state: EntryState) -> tuple[sa.ColumnElement[bool], ...]:
    """The entries of which this is told, for a statement over the register."""
    if state is EntryState.WITHDRAWN:
        return (RegisterEntry.stage.in_([EntryStage.WITHDRAWN]),)
    if state is EntryState.REPLACED:
        return RegisterEntry.stage.not_in([EntryStage.WITHDRAWN]), out_by_decision()
    return RegisterEntry.stage.in_([EntryStage[state.name]]), sa.not_(out_by_decision())


def count_states(session: Session) -> Mapping[EntryState, int]:
    """How many entries there are of each, in one statement."""
    out = sa.func.sum(sa.case((out_by_decision(), 1), else_=0))
    rows = session.execute(
        sa.select(RegisterEntry.stage, sa.func.count(RegisterEntry.id), out).group_by(
            RegisterEntry.stage
        )
    ).all()
    counts = dict.fromkeys(EntryState, 0)
    for stage, all_of_it, replaced in rows:
        gone = 0 if stage is EntryStage.WITHDRAWN else int(replaced)
        counts[EntryState[stage.name]] += all_of_it - gone
        counts[EntryState.REPLACED] += gone
    return counts
