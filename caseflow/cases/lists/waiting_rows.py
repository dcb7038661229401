"""What the cases of a page wait for: the next move, what is unsettled, and who makes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from operator import attrgetter
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.access.models import Classification, Grant
from caseflow.access.permissions import Permission
from caseflow.access.roles import roles_carrying
from caseflow.accounts.models import User
from caseflow.cases.capacities import CaseCapacity
from caseflow.cases.course.move_facts import OWN_MOVE
from caseflow.cases.lists.list_views import Waiting
from caseflow.cases.lists.listing import View
from caseflow.cases.lists.near_cases import value
from caseflow.cases.lists.reach_of_moves import reaches
from caseflow.cases.lists.waiting import APART, able
from caseflow.cases.models import Case
from caseflow.cases.opened_case.move_views import Blocker
from caseflow.cases.permissions import CasePermission
from caseflow.cases.rights.capacity_rights import BY_LETTING_IN, TAKES
from caseflow.cases.track_effects import COUNT_DECISION
from caseflow.cases.workflow import track
from caseflow.days import office_day
from caseflow.db import Id, keep
from caseflow.errors import NotFound
from caseflow.labels import Text, _
from caseflow.manifests import by_value
from caseflow.packs import PackError
from caseflow.workflow import Move

WORKERS = {
    TAKES[each].value: each
    for each in (CaseCapacity.INVESTIGATOR, CaseCapacity.REVIEWER, CaseCapacity.DECISION_MAKER)
}
"""Those whom a case may wait for by name, by the right they take; all others it waits for by role.
"""
BY_THE_DAY: dict[str, Callable[[Any], bool]] = {
    "no_investigator": lambda row: not row.able_investigator,
    "conflict_undecided": lambda row: bool(row.undecided_match),
}
"""The conditions that are not kept, by what the statement asks anew of each row."""
SETTLING = (CasePermission.EDIT, CasePermission.ACCESS_MANAGE, CasePermission.FIND)
"""The rights by which what stands in the way of a move is settled."""


Names = dict[UUID, str]
"""Those who were let in to make a move and can."""
NOBODY: Names = {}
NOTHING_TO_DO = Waiting(None, None, (), False, 0, (), frozenset())
NOBODY_YET = _("nobody yet: somebody has to be let in")


def waiting_rows(
    session: Session, rows: Sequence[Any], view: View, *, actor: Actor, now: datetime
) -> dict[UUID, Waiting]:
    """What each of these rows of `waiting.page` waits for; at most two statements."""
    called = cache(_move)
    known = {row.id: called(row.next_move) for row in rows if row.next_move}
    moves = {case_id: move for case_id, move in known.items() if move is not None}
    if view is View.OTHERS:
        return _whom_they_wait_for(session, rows, moves, now)
    return _what_is_to_do(session, rows, moves, actor)


def _whom_they_wait_for(
    session: Session, rows: Sequence[Any], moves: Mapping[UUID, Move], now: datetime
) -> dict[UUID, Waiting]:
    """For each case the next move, and those whose it is."""
    let_in = _ask(session, moves, now)
    alike: dict[Any, Waiting] = {}  # most rows of a page wait for the same
    waits = {}
    for row in rows:
        move, able = moves.get(row.id), let_in.get(row.id, NOBODY)
        key = (row.next_move, row.not_for, row.classification, *able)
        if key not in alike:
            alike[key] = _waiting_for(row, move, able)
        waits[row.id] = alike[key]
    return waits


def _waiting_for(row: Any, move: Move | None, able: Names) -> Waiting:
    if move is None:
        return NOTHING_TO_DO
    needs = by_value(Permission, move.needs)
    not_for = row.not_for or ""
    named = tuple(name for user_id, name in able.items() if user_id.hex not in not_for)
    whom = named or _by_role(row, needs)
    return NOTHING_TO_DO._replace(move=move.name, label=move.label, whom=whom)


def _what_is_to_do(
    session: Session, rows: Sequence[Any], moves: Mapping[UUID, Move], actor: Actor
) -> dict[UUID, Waiting]:
    """For each case what the reader has to do there.

    Where the next move of a case is not the reader's, and that of subjects who stand elsewhere is,
    it is this one.
    """
    apart = _ask_apart(session, [row.id for row in rows if row.apart])
    alike: dict[Any, Waiting] = {}
    waits = {}
    for row in rows:
        if (move := moves.get(row.id)) is None:
            waits[row.id] = NOTHING_TO_DO._replace(tasks=row.my_tasks)
        else:
            key = _told_by(row)
            if key not in alike:
                alike[key] = _waiting(row, move, actor)
            waits[row.id] = alike[key]
        if not waits[row.id].mine:
            waits[row.id] = _own_of(row, apart.get(row.id, ()), actor) or waits[row.id]
    return waits


def _own_of(row: Any, apart: Sequence[Any], actor: Actor) -> Waiting | None:
    """The first move of subjects who stand elsewhere that is the reader's."""
    for each in apart:
        if (move := _move(each.next_move)) is None:
            continue
        own = SimpleNamespace(**{**row._mapping, **each._mapping})
        waits = _waiting(own, move, actor)
        if waits.mine:
            return waits._replace(proceeding_id=each.proceeding_id)
    return None


_told_by = attrgetter(
    *("next_move", "waits_for", "not_for", "my_tasks"),
    *("owner_id", "on_team", "entity_id", "desk_id", "desk_code", "landed_desk", "classification"),
    *("undecided_match", "able_investigator"),
)


def _waiting(row: Any, move: Move, actor: Actor) -> Waiting:
    unsettled = set((row.waits_for or "").split())
    unsettled |= {code for code, blocks in BY_THE_DAY.items() if blocks(row)}
    blockers = tuple(
        Blocker(guard.reason, guard.code) for guard in move.unless if guard.code in unsettled
    )
    needs = by_value(Permission, move.needs)
    mine = actor.user_id.hex not in (row.not_for or "") and reaches(actor, needs, row)
    may = frozenset(p for p in SETTLING if blockers and reaches(actor, p, row))
    deciding = COUNT_DECISION in move.effects
    return Waiting(move.name, move.label, blockers, mine, row.my_tasks, (), may, deciding)


def _by_role(row: Any, needs: Permission) -> tuple[Text, ...]:
    """The roles that carry a permission; of a named team's case nobody yet, before one comes in."""
    strict = row.classification is Classification.STRICTLY_CONFIDENTIAL
    return (NOBODY_YET,) if strict and needs in BY_LETTING_IN else roles_with(needs)


def roles_with(permission: Permission) -> tuple[Text, ...]:
    """The names of the roles that carry this permission."""
    return tuple(role.label for role in roles_carrying(permission).values())


def _move(named: str) -> Move | None:
    """The move of this track and name; None where a changed track has it no more."""
    way, _colon, name = named.partition(":")
    try:
        return track(way).move(name)
    except (PackError, NotFound):
        return None


def _ask(session: Session, moves: Mapping[UUID, Move], now: datetime) -> dict[UUID, Names]:
    """Those who were let in to make the next move of each case and can, by name."""
    needed = {case_id: WORKERS.get(move.needs) for case_id, move in moves.items()}
    ids = [case_id for case_id, capacity in needed.items() if capacity is not None]
    if not ids:
        return {}
    values = {"ids": ids, "capacities": [*{needed[case_id] for case_id in ids}]}
    values |= {"now": now, "office_day": office_day(now)}
    let_in: dict[UUID, Names] = {}
    for capacity, case_id, user_id, name in session.execute(_let_in(), values):
        if capacity is needed[case_id]:
            let_in.setdefault(case_id, {})[user_id] = name
    return let_in


def _ask_apart(session: Session, ids: Sequence[UUID]) -> dict[UUID, list[Any]]:
    """The next moves of the subjects of these cases who stand elsewhere than their case."""
    found: dict[UUID, list[Any]] = {}
    for row in session.execute(_apart(), {"ids": list(ids)}) if ids else ():
        found.setdefault(row.root_id, []).append(row)
    return found


@cache
def _apart() -> sa.Select[Any]:
    columns = (getattr(APART, name) for name in OWN_MOVE)
    wanted = sa.select(APART.root_id, APART.id.label("proceeding_id"), *columns)
    ids = value("ids", Id(), many=True)
    found = wanted.where(APART.root_id.in_(ids), APART.whose_move.is_not(None))
    return keep(found.order_by(APART.root_id, APART.id))


@cache
def _let_in() -> sa.Select[Any]:
    """Whoever was let in to work on these cases and can, by name."""
    wanted: Any = sa.select(Grant.capacity, Grant.root_id, User.id, User.full_name)
    people: sa.Select[Any] = (
        wanted.join(Case, Case.id == Grant.root_id)
        .join(User, User.id == Grant.user_id)
        .where(Case.id.in_(value("ids", Id(), many=True)))
        .where(Grant.capacity.in_(value("capacities", Grant.capacity.type, many=True)))
        .where(sa.or_(*(sa.and_(*able(each)) for each in WORKERS.values())))
        .order_by(User.full_name, User.id)
    )
    return keep(people)
