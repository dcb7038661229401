"""Reading whose move it is in many cases at once, past the wall: nobody learns of what is read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from caseflow.access.models import Grant
from caseflow.access.wall import PAST
from caseflow.cases.capacities import CaseCapacity
from caseflow.cases.course.next_move import (
    NONE,
    NextMove,
    NextMoves,
    OwnMove,
    apart,
    leading,
    next_move_of,
    own_move_of,
)
from caseflow.cases.course.standing import Facts, every_standing
from caseflow.cases.models import (
    Allegation,
    Case,
    Decision,
    Finding,
    Investigation,
    Party,
    Proceeding,
)
from caseflow.cases.workflow import sending_moves, sends_to_decision
from caseflow.crypto.columns import SealedColumn
from caseflow.db import Id
from caseflow.matters.models import Move

AT_ONCE = 500
OWN_MOVE = tuple(OwnMove.__dataclass_fields__)
"""The columns by which a proceeding says whose move it is."""
READ: dict[type[Any], tuple[str, ...]] = {
    Proceeding: ("id", "root_id", "subject_id", "track", "stage", "stage_since", *OWN_MOVE),
    Allegation: ("id", "root_id", "proceeding_id"),
    Finding: (
        *("id", "root_id", "allegation_id", "step", "outcome"),
        *("recorded_at", "recorded_by", "withdrawn_at", "set_aside_at"),
    ),
    Decision: ("root_id", "proceeding_id", "final", "recorded_at", "decided_by", "set_aside_at"),
    Investigation: ("root_id", "lead_id"),
    Move: ("root_id", "proceeding_id", "name", "moved_by"),
    Grant: ("root_id", "user_id", "capacity"),
    Party: ("root_id", "user_id"),
}
"""The rows on which the next move of a case depends, with what is read of them."""
NEEDED: dict[type[Any], sa.ColumnElement[bool]] = {
    Move: Move.__table__.c.name.in_(sa.bindparam("sending", expanding=True)),
    Grant: Grant.__table__.c.capacity == CaseCapacity.INVESTIGATOR,
    Party: Party.__table__.c.user_id.is_not(None) & Party.__table__.c.withdrawal_id.is_(None),
    Proceeding: Proceeding.__table__.c.withdrawal_id.is_(None),
    Allegation: Allegation.__table__.c.withdrawal_id.is_(None),
}
"""Which of the rows count."""


def read_next_moves(
    connection: sa.Connection, ids: Collection[UUID]
) -> Iterator[tuple[UUID, NextMoves]]:
    """The next moves of each of these cases, by its id; ids of other roots are passed over."""
    every = sorted(ids)
    for start in range(0, len(every), AT_ONCE):
        some = every[start : start + AT_ONCE]
        cases = _cases(connection, some)
        rows = {model: _by_case(connection, model, list(cases)) for model in READ} if cases else {}
        for case_id, case in cases.items():
            own = {model: found.get(case_id, []) for model, found in rows.items()}
            yield case_id, _moves(case, own) if own[Proceeding] else NextMoves(NextMove())


def _moves(case: Any, own: Mapping[type[Any], list[Any]]) -> NextMoves:
    tracks = {row.id: row.track for row in own[Proceeding]}
    facts = Facts(
        case=case,
        proceedings=sorted(own[Proceeding], key=lambda row: row.subject_id),
        allegations=own[Allegation],
        findings=[_finding(row) for row in own[Finding]],
        decisions=own[Decision],
        let_in=[row.user_id for row in own[Grant]],
        leads=[row.lead_id for row in own[Investigation]],
        senders=[
            row.moved_by
            for row in own[Move]
            if sends_to_decision(tracks.get(row.proceeding_id), row.name)
        ],
        parties=[row.user_id for row in own[Party]],
    )
    every = every_standing(facts)
    moves = {each.proceeding.id: own_move_of(each) for each in apart(facts.proceedings, every)}
    return NextMoves(
        next_move_of(leading(facts.proceedings, every)),
        {
            row.id: move
            for row in facts.proceedings
            if (move := moves.get(row.id, NONE)) != OwnMove(*(getattr(row, n) for n in OWN_MOVE))
        },
    )


def _finding(row: Any) -> Any:
    holds = row.withdrawn_at is None and row.set_aside_at is None
    return SimpleNamespace(**row._mapping, holds=holds)


def _cases(connection: sa.Connection, ids: Collection[UUID]) -> dict[UUID, Any]:
    return {row.id: row for row in _asked(connection, Case, ids)}


def _by_case(
    connection: sa.Connection, model: type[Any], ids: Collection[UUID]
) -> dict[UUID, list[Any]]:
    found: defaultdict[UUID, list[Any]] = defaultdict(list)
    for row in _asked(connection, model, ids):
        found[row.root_id].append(row)
    return found


def _asked(connection: sa.Connection, model: type[Any], ids: Collection[UUID]) -> Any:
    values: dict[str, Any] = {"ids": list(ids)}
    if model is Move:
        values["sending"] = sorted(sending_moves())
    return connection.execute(_statements()[model], values, execution_options=PAST)


@cache
def _statements() -> Mapping[type[Any], sa.Select[Any]]:
    ids = sa.bindparam("ids", type_=Id(), expanding=True)
    cases = Case.__table__.c  # a condition of an organisation may ask for anything that stands open
    standing = [column for column in cases if not isinstance(column.type, SealedColumn)]
    found: dict[type[Any], sa.Select[Any]] = {Case: sa.select(*standing).where(cases.id.in_(ids))}
    for model, names in READ.items():
        table = model.__table__
        wanted = sa.select(*(table.c[name] for name in names)).where(table.c.root_id.in_(ids))
        found[model] = wanted.where(NEEDED[model]) if model in NEEDED else wanted
    return found
