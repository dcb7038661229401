"""Ending what rests on a name that an old register has corrected.

Whoever had that name was kept out until somebody decides, or was asked about; neither has a ground
any more. What a person decided stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.capacities import AccessBar
from caseflow.access.models import Exclusion
from caseflow.access.root_days import in_force_there
from caseflow.accounts.models import User
from caseflow.audit.record import Fact, act
from caseflow.cases.acts import CaseAct
from caseflow.cases.course.timing import case_day
from caseflow.cases.models import Case, Party
from caseflow.cases.services.namesakes import names_in_cases
from caseflow.cases.task_kinds import CaseTaskKind
from caseflow.matters.models import Task
from caseflow.names.likeness import NameLikeness, likeness

BARRING = frozenset({NameLikeness.SAME})
ASKED_ABOUT = frozenset({NameLikeness.SAME, NameLikeness.ALIKE})


def release_namesakes(
    session: Session, cases: Sequence[tuple[Case, Collection[str]]], *, now: datetime
) -> None:
    """End the proposals and questions about names that these cases lose, by an act for each case.

    Each case comes with the names that it is about to hold; those it holds now are read. Whoever
    has neither, because their own name has changed, stays kept out. Past the wall only; two
    statements, and a third where anything is proposed or asked.
    """
    ids = [case.id for case, _names in cases]
    bars = _with_names(
        session,
        Exclusion,
        Exclusion.user_id,
        Exclusion.root_id.in_(ids),
        Exclusion.bar == AccessBar.CONFLICT,
        Exclusion.given_by.is_(None),
        in_force_there(Exclusion, now),
    )
    tasks = _with_names(
        session,
        Task,
        Task.about_id,
        Task.root_id.in_(ids),
        Task.kind == CaseTaskKind.CONFLICT,
        Task.done_at.is_(None),
    )
    held = _names_held(session, {row.root_id for row, _name in (*bars, *tasks)})
    for case, names in cases:
        ended = _without_ground(bars, case.id, held, names, BARRING)
        moot = _without_ground(tasks, case.id, held, names, ASKED_ABOUT)
        if not ended and not moot:
            continue
        users = [str(row.user_id) for row in ended] + [str(row.about_id) for row in moot]
        facts: dict[str, Fact] = {"users": users, "proposed": True}
        name = CaseAct.ACCESS_GIVEN if ended else CaseAct.TASK_CHANGED
        with act(session, name, thing=case, facts=facts):
            today = case_day(session, case, now)
            for bar in ended:
                bar.valid_to = max(bar.valid_from, today)
            for task in moot:
                session.delete(task)


def _with_names(
    session: Session, model: type[Any], user_id: Any, *which: sa.ColumnElement[bool]
) -> list[tuple[Any, str]]:
    """These rows, each with the name of the person it is about."""
    rows = session.execute(
        sa.select(model, User.full_name).join(User, User.id == user_id).where(*which)
    )
    return [(row, name) for row, name in rows]


def _names_held(session: Session, ids: Collection[UUID]) -> Mapping[UUID, list[str]]:
    held: defaultdict[UUID, list[str]] = defaultdict(list)
    if ids:
        for each in names_in_cases(session, Party.root_id.in_(ids)):
            held[each.place.case_id].append(each.name)
    return held


def _without_ground(
    rows: Sequence[tuple[Any, str]],
    case_id: UUID,
    held: Mapping[UUID, Collection[str]],
    names: Collection[str],
    enough: frozenset[NameLikeness],
) -> list[Any]:
    """Those of a case whose person has a name that it holds now, and none that it will hold."""
    return [
        row
        for row, person in rows
        if row.root_id == case_id
        and any(likeness(person, name) in enough for name in held.get(case_id, ()))
        and not any(likeness(person, name) in enough for name in names)
    ]
