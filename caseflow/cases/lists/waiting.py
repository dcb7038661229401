"""The statements of cases that wait for the reader, and of their own that wait for others.

A case waits for the reader when its next move is theirs, or somebody gave them a task in it. The
move is theirs in a case that they own, that they were let into, or that a role reaches which has
the permission, and where no bar of the move shuts them out (decision 60). Each of these ways is
an arm of its own along an index, so that the cases of others cost nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from caseflow.access.capacities import AccessBar, AccessCapacity, Capacity
from caseflow.access.dated import in_force, in_force_between, in_force_where
from caseflow.access.desks import KINDS
from caseflow.access.models import Classification, Exclusion, Grant
from caseflow.access.policy import grant
from caseflow.accounts.models import User
from caseflow.cases.capacities import CaseCapacity
from caseflow.cases.lists.listing import (
    COLUMNS,
    MOST_COUNTED,
    ROWS,
    TODAY,
    Shape,
    View,
    conditions,
    count_of,
    counts,
    is_open,
    order,
    with_names,
)
from caseflow.cases.lists.near_cases import FIRST, LAST, Way, Where, value
from caseflow.cases.lists.reach_of_moves import Reach
from caseflow.cases.models import Case, CaseOutcome, Proceeding
from caseflow.cases.rights.capacity_rights import fits
from caseflow.db import Id, at_most, keep, settle
from caseflow.matters.models import Task

VIEWS = frozenset({View.WAITING, View.OTHERS})
ME = value("me", Id())
APART = settle(aliased(Proceeding))
"""A subject who stands elsewhere than their case, and whose next move lists keep."""
Needs = Callable[[str], sa.ColumnElement[bool]]
OFFICE_DAY = value("office_day", sa.Date())
STRICT: sa.ColumnElement[Any] = sa.literal_column(f"'{Classification.STRICTLY_CONFIDENTIAL.value}'")


@lru_cache(maxsize=512)
def page(shape: Shape, reach: Reach) -> sa.Select[Any]:
    """The statement of one page of such a view, and one row more."""
    return keep(page_within(shape, (), reach))


def page_within(shape: Shape, within: Where, reach: Reach) -> sa.Select[Any]:
    """The same with conditions of its own."""
    keys = (Case.id, Case.due_on, Case.received_on)
    each: Any = sa.select(*keys).where(*conditions(shape), *within)
    each = each.order_by(*order(shape, Case))
    found = _together(shape.view, reach, each, ROWS + 1).subquery("ways")
    picked: sa.Select[Any] = (
        sa.select(found.c.id).order_by(*order(shape, found.c)).limit(at_most(ROWS + 1))
    )
    ids = picked.subquery("picked")
    wanted: Any = sa.select(*COLUMNS, Case.next_move, Case.not_for)
    if shape.view is View.WAITING:  # the other view says whom a case waits for, and nothing more
        wanted = wanted.add_columns(*_to_do())
    rows = wanted.join(ids, ids.c.id == Case.id)
    return with_names(shape, rows.subquery("found"))


def _to_do() -> Iterator[Any]:
    """What says of a case what the reader has to do there, and what is unsettled."""
    yield from (Case.waits_for, Case.desk_id, Case.desk_code)
    yield _my_tasks().label("my_tasks")
    yield _let_in_today().label("on_team")
    yield _undecided_match().label("undecided_match")
    yield _able_investigator().label("able_investigator")
    yield sa.exists().where(*apart_of(Case.id)).label("apart")


@lru_cache(maxsize=64)
def counting(way: Way, reach: Reach) -> sa.Select[Any]:
    """How many cases each counted view holds, up to a hundred."""
    one: sa.Select[Any] = sa.select(Case.id)
    waiting = (
        count_of(_together(view, reach, one, MOST_COUNTED + 1), view)
        for view in (View.WAITING, View.OTHERS)
    )
    every: Any = sa.select(*waiting, *counts(way))
    statement: sa.Select[Any] = every
    return keep(statement)


def _together(
    view: View, reach: Reach, wanted: sa.Select[Any], most: int
) -> sa.CompoundSelect[Any]:
    """What is found in all ways, each case once; each way gives no more than this many."""
    ways = _mine(reach) if view is View.WAITING else _of_others(reach)
    arms = [wanted.where(*way).limit(at_most(most)).subquery() for way in ways]
    return sa.union(*(sa.select(arm) for arm in arms))


def _mine(reach: Reach) -> Iterator[Where]:
    """The ways in which a case waits for the reader."""
    for n in range(reach.held):
        yield [Case.owner_id == ME, _needs(f"may{n}"), _not_barred()]
    if reach.held:
        # as an expression, or SQLite would go through all cases that need the permission
        needed = Case.whose_move.concat("")
        mine = sa.or_(*(needed == value(f"may{n}", sa.String()) for n in range(reach.held)))
        yield [_on_the_team(), mine, _not_barred()]
    for way in _by_role(reach):
        yield [*way, Case.classification != STRICT, _not_barred()]
    if reach.held:
        yield _apart_is_mine(reach)
    merged = CaseOutcome.MERGED  # asked otherwise, SQLite would go through all that are not merged
    yield [Case.id.in_(_tasks()), sa.or_(Case.outcome.is_(None), Case.outcome != merged)]


def _by_role(reach: Reach, needs: Needs | None = None) -> Iterator[Where]:
    """The ways in which a role of the reader reaches a case and has the permission of its move.

    `needs` says of which move; without it, of the next move of the case.
    """
    needs = needs or _needs
    for n in range(reach.everywhere):
        yield [needs(f"anywhere{n}")]
    for n in range(reach.pairs):
        yield [Case.entity_id == value(f"pair_entity{n}", Id()), needs(f"pair_move{n}")]
    for n in range(reach.wide):
        yield [
            Case.entity_id.in_(value(f"wide_entities{n}", Id(), many=True)),
            needs(f"wide_move{n}"),
        ]
    for n in range(reach.near):
        yield [
            Case.owner_id.in_(value(f"near_owners{n}", Id(), many=True)),
            needs(f"near_move{n}"),
        ]
    for n in range(reach.desks):
        at = (
            getattr(Case, attribute).in_(value(f"{kind}{n}", type_, many=True))
            for kind, (attribute, type_) in KINDS.items()
        )
        yield [needs(f"desk_move{n}"), sa.or_(*at)]


def _apart_is_mine(reach: Reach) -> Where:
    """Whether a subject who stands elsewhere than the case waits for the reader.

    Few cases have such subjects: they are looked for first, by the permission of their move.
    """
    ways = [
        sa.and_(Case.owner_id == ME, _held_apart(reach)),
        sa.and_(_on_the_team(), _held_apart(reach)),
        *(sa.and_(*way, Case.classification != STRICT) for way in _by_role(reach, _needs_apart)),
    ]
    found = sa.select(APART.root_id).where(_one_of(APART.whose_move, reach))
    return [Case.id.in_(found), sa.or_(*ways)]


def _held_apart(reach: Reach) -> sa.ColumnElement[bool]:
    """Whether the reader holds the permission of a move of subjects who stand elsewhere."""
    return _stands_apart(_one_of(APART.whose_move, reach))


def _needs_apart(name: str) -> sa.ColumnElement[bool]:
    return _stands_apart(APART.whose_move == value(name, sa.String()))


def _stands_apart(needed: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    allowed = sa.or_(APART.not_for.is_(None), APART.not_for.not_like(value("out", sa.String())))
    return sa.exists().where(APART.root_id == Case.id, needed, allowed)


def _one_of(needed: Any, reach: Reach) -> sa.ColumnElement[bool]:
    return sa.or_(*(needed == value(f"may{n}", sa.String()) for n in range(reach.held)))


def _of_others(reach: Reach) -> Iterator[Where]:
    """The ways in which a case is the reader's own, and waits for somebody else."""
    theirs = [is_open(), _not_mine(reach), Case.id.not_in(_tasks())]
    if reach.held:
        theirs.append(sa.not_(_held_apart(reach)))
    yield [Case.owner_id == ME, *theirs]
    yield [_on_the_team(), *theirs]


def _needs(name: str) -> sa.ColumnElement[bool]:
    return Case.whose_move == value(name, sa.String())


def _is_mine(reach: Reach) -> sa.ColumnElement[bool]:
    """Whether the reader holds the permission that the next move needs."""
    return sa.or_(sa.false(), *(_needs(f"may{n}") for n in range(reach.held)))


def _not_mine(reach: Reach) -> sa.ColumnElement[bool]:
    return sa.or_(Case.whose_move.is_(None), sa.not_(_is_mine(reach)), sa.not_(_not_barred()))


def _not_barred() -> sa.ColumnElement[bool]:
    """Whether no bar of the next move shuts the reader out."""
    return sa.or_(Case.not_for.is_(None), Case.not_for.not_like(value("out", sa.String())))


def _on_the_team() -> sa.ColumnElement[bool]:
    """Whether the reader was let in for more than looking in an emergency, today."""
    near: sa.Select[Any] = sa.select(grant.c.root_id).where(
        *_MY_GRANTS,
        in_force_between(grant, FIRST, LAST),
    )
    return sa.and_(Case.id.in_(near), _let_in_today())


_MY_GRANTS = (grant.c.user_id == ME, grant.c.capacity != AccessCapacity.EMERGENCY)
"""As the wall asks of them, without a wall of their own: they are the reader's, whatever they open.
"""


def _let_in_today() -> sa.ColumnElement[bool]:
    held = in_force_where(grant, TODAY, FIRST, LAST)
    return sa.exists().where(grant.c.root_id == Case.id, *_MY_GRANTS, held)


def _undecided_match() -> sa.ColumnElement[bool]:
    """Whether a colleague is kept out of a case until somebody decides who they are, today."""
    return sa.exists().where(
        Exclusion.root_id == Case.id,
        Exclusion.bar == AccessBar.CONFLICT,
        Exclusion.given_by.is_(None),
        in_force(Exclusion, TODAY),
    )


def _able_investigator() -> sa.ColumnElement[bool]:
    """Whether somebody who was let in to investigate can."""
    can = able(CaseCapacity.INVESTIGATOR)
    return sa.exists().where(Grant.root_id == Case.id, User.id == Grant.user_id, *can)


def able(capacity: Capacity) -> tuple[sa.ColumnElement[bool], ...]:
    """Whether a grant lets somebody in who can do it: an account, a role that fits, and no bar."""
    barred = sa.exists().where(
        Exclusion.root_id == Grant.root_id,
        Exclusion.user_id == Grant.user_id,
        in_force(Exclusion, TODAY),
    )
    suits = fits(capacity, Grant.user_id, entity_id=Case.entity_id, today=OFFICE_DAY)
    allowed = (Grant.capacity == capacity, in_force(Grant, TODAY), User.active.is_(True))
    return (*allowed, sa.not_(barred), suits)


def apart_of(case_id: Any) -> Where:
    """The subjects of a case who stand elsewhere and have a next move."""
    return APART.root_id == case_id, APART.whose_move.is_not(None)


def _tasks() -> sa.Select[Any]:
    """The cases in which the reader has an open task."""
    return sa.select(Task.root_id).where(*_open_for_me())


def _my_tasks() -> sa.ScalarSelect[int]:
    """How many tasks the reader has open in a case."""
    number: sa.Select[Any] = sa.select(sa.func.count(Task.id))
    return number.where(Task.root_id == Case.id, *_open_for_me()).scalar_subquery()


def _open_for_me() -> Iterable[sa.ColumnElement[bool]]:
    """A task that asks whether the reader is somebody in the case is not shown to them."""
    hidden = sa.and_(Task.about_id.is_not(None), Task.about_id == ME)
    return Task.assignee_id == ME, Task.done_at.is_(None), sa.not_(hidden)
