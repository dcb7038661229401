"""Recounting whose move it is: after an organisation has changed its tracks, or on demand."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.wall import PAST
from caseflow.audit.record import act
from caseflow.cases.acts import CaseAct
from caseflow.cases.course.move_facts import read_next_moves
from caseflow.cases.course.next_move import NextMove, rule_of_moves
from caseflow.cases.course.next_move_upkeep import CASES, write_next_moves
from caseflow.cases.models import Case, ClockChange, Proceeding
from caseflow.cases.services.recount_marks import RecountMark, Step, count_once, job_of
from caseflow.cases.workflow import DEFAULT, track, track_names
from caseflow.db import WITH_WITHDRAWN, at_most

RECOUNT_MOVES = "recount-moves"
"""The kind of job."""
BATCH = 200
"""The most cases that one transaction recounts: nobody waits long for it."""


COUNTED = RecountMark("moves", rule_of_moves)
"""That every case says whose move it is by the tracks as they are now."""


def recount_moves(session: Session, *, after: UUID | None = None, step: Step) -> int:
    """Recount all cases in the order of their ids, from after this one; how many said otherwise.

    Needs a system session. After each of its steps it tells `step` the last case and how many are
    behind it; that commits. Interrupted, it goes on from there. One act stands for each step in
    which a case said otherwise.
    """
    done = changed = 0
    while kept := _batch(session, after):
        changed += _recount(session, kept)
        done += len(kept)
        after = max(kept)
        step(after, done)
        session.expunge_all()
    return changed


count_after_upgrade = partial(count_once, COUNTED, recount_moves)
"""Recount all cases unless it was done by the tracks as they are now. Commits."""
recount_job = job_of(COUNTED, recount_moves, "changed")


def _batch(session: Session, after: UUID | None) -> dict[UUID, NextMove]:
    """What the next cases say of their next move; they are locked where the database can."""
    columns = (CASES.c[name] for name in NextMove.__dataclass_fields__)
    wanted = sa.select(CASES.c.id, *columns).order_by(CASES.c.id).limit(at_most(BATCH))
    if after is not None:
        wanted = wanted.where(CASES.c.id > after)
    rows = session.connection().execute(wanted.with_for_update(), execution_options=PAST)
    return {
        row.id: NextMove(**{k: v for k, v in row._mapping.items() if k != "id"}) for row in rows
    }


def take_over_stages(session: Session, ids: Collection[UUID]) -> int:
    """Let what stands at a stage that a track has no more stand at the one in its place.

    It moved nowhere: no day changes, its course tells of no step, and its limit goes on, with what
    was done to it. Returns how many did.
    """
    gone = {
        (name, was): stage.value
        for name in track_names()
        for stage in track(name).stages
        for was in stage.carried.was
    }
    if not gone:
        return 0
    found = [
        row for row in _standing_rows(session, ids) if (row.track or DEFAULT, row.stage) in gone
    ]
    if found:
        with act(session, CaseAct.MOVES_RECOUNTED, facts={"stages": len(found)}):
            for row in found:
                row.stage = gone[row.track or DEFAULT, row.stage]
            session.flush()
    return len(found)


def _standing_rows(session: Session, ids: Collection[UUID]) -> list[Any]:
    """What names the stage at which it stands, or whose limit it is, in these cases.

    Of two limits that meet at one stage the worker makes one when it counts them anew.
    """
    rows: list[Any] = []
    wanted: dict[Any, Any] = {
        Proceeding: Proceeding.root_id,
        Case: Case.id,
        ClockChange: ClockChange.root_id,
    }
    for model, key in wanted.items():
        those = sa.select(model).where(key.in_(sorted(ids)))
        rows += session.scalars(those, execution_options=WITH_WITHDRAWN)
    return rows


def _recount(session: Session, kept: Mapping[UUID, NextMove]) -> int:
    take_over_stages(session, kept)
    now = dict(read_next_moves(session.connection(), kept))
    otherwise = {k: move for k, move in now.items() if move.changed or move.case != kept[k]}
    if otherwise:
        with act(session, CaseAct.MOVES_RECOUNTED, facts={"cases": len(otherwise)}):
            write_next_moves(session, otherwise)
    return len(otherwise)
