"""The statements of the list of cases: one for each shape of filters, built once and kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from caseflow.access.root_days import day_at
from caseflow.accounts.models import User
from caseflow.cases.lists.near_cases import (
    EVERYWHERE,
    FIRST,
    LAST,
    Way,
    Where,
    granted,
    parts_of,
    value,
)
from caseflow.cases.models import Case
from caseflow.db import Id, UTCDateTime, at_most, keep
from caseflow.labels import Labelled, _
from caseflow.reference.models import Entity

ROWS = 50
MOST_COUNTED = 99
NEVER = date(9999, 12, 31)
"""Where cases that no clock runs for stand among those with a due date."""
NEVER_WRITTEN: sa.ColumnElement[Any] = sa.literal_column(f"'{NEVER}'")
"""The same as the indexes say it (`tables.matter.DUE_OR_NEVER`)."""


class View(Labelled):
    """A saved view; all but the last hold open cases only.

    A closed case waits, too, for whoever was given something to do in it.
    """

    WAITING = "waiting", _("Waiting for me")
    OTHERS = "others", _("Waiting for others")
    MINE = "mine", _("With me")
    OVERDUE = "overdue", _("Late")
    DUE_THIS_WEEK = "due-this-week", _("Due this week")
    UNASSIGNED = "unassigned", _("Nobody’s")
    ALL = "all", _("All cases")


class Sort(Labelled):
    """The order of a list."""

    DUE = "due", _("Due first")
    RECEIVED = "received", _("Newest first")


@dataclass(frozen=True, kw_only=True)
class Shape:
    """Which filters a list has; their values come with each execution."""

    view: View
    order: Sort
    after: bool
    stage: bool
    entity: bool
    classification: bool
    category: bool
    reference: bool


COUNTED_HERE = (View.MINE, View.OVERDUE, View.DUE_THIS_WEEK, View.UNASSIGNED)
COLUMNS = (
    Case.id,
    Case.data_key_id,
    Case.title,
    Case.reference,
    Case.entity_id,
    Case.category,
    Case.category_proven,
    Case.stage,
    Case.stage_since,
    Case.track,
    Case.is_open,
    Case.strict_limits,
    Case.received_on,
    Case.due_on,
    Case.due_limit,
    Case.clock_stopped,
    Case.owner_id,
    Case.desk.label("desk"),
    Case.landed_desk.label("landed_desk"),
    Case.classification,
    Case.admitted,
)
SUNDAY = value("sunday", sa.Date())
TODAY = day_at(Case.entity_id, value("now", UTCDateTime()))
"""The day it is at the entity of a case; asked about few, since it costs."""


@lru_cache(maxsize=512)
def page(shape: Shape, way: Way) -> sa.Select[Any]:
    """The statement of one page of this shape, and one row more."""
    return keep(page_within(shape, (), way))


def page_within(shape: Shape, within: Where, way: Way = EVERYWHERE) -> sa.Select[Any]:
    """The same with conditions of its own."""
    first = (
        sa.select(*COLUMNS)
        .where(*conditions(shape), *within)
        .order_by(*order(shape, Case))
        .limit(at_most(ROWS + 1))
    )
    arms = [first.where(*arm).subquery() for arm in _parts(shape.view, way, granted(), apart=True)]
    all_ = sa.union_all(*(sa.select(arm) for arm in arms)).subquery()
    # with a limit of its own, so that SQLite does not look up the names of rows nobody sees
    found = (
        sa.select(all_).order_by(*order(shape, all_.c)).limit(at_most(ROWS + 1)).subquery("found")
    )
    return with_names(shape, found)


def with_names(shape: Shape, found: Any) -> sa.Select[Any]:
    """The rows that were found, with the names of their entities and owners."""
    return (
        sa.select(
            *found.c,
            Entity.code.label("entity_code"),
            Entity.name.label("entity_name"),
            Entity.time_zone,
            Entity.holiday_list,
            Entity.holiday_country,
            Entity.holiday_subdivision,
            User.full_name.label("owner"),
        )
        .select_from(found)
        .outerjoin(Entity, Entity.id == found.c.entity_id)
        .outerjoin(User, User.id == found.c.owner_id)
        .order_by(*order(shape, found.c))
        .limit(at_most(ROWS + 1))
    )


def counts(way: Way) -> list[sa.Label[int]]:
    """How many cases each of these views holds, up to a hundred."""
    one: sa.Select[Any] = sa.select(sa.literal_column("1").label("one")).select_from(Case)
    counted, let_in = [], granted()
    for view in COUNTED_HERE:
        parts = _parts(view, way, let_in, apart=False)
        found = sa.union_all(*(one.where(*of_view(view), *part) for part in parts))
        counted.append(count_of(found, view))
    return counted


def count_of(found: sa.CompoundSelect[Any], view: View) -> sa.Label[int]:
    """How many rows were found, up to a hundred, under the name of the view."""
    most = found.limit(at_most(MOST_COUNTED + 1)).subquery()
    number: sa.Select[Any] = sa.select(sa.func.count()).select_from(most)
    return number.scalar_subquery().label(view.name.lower())


def is_open() -> sa.ColumnElement[bool]:
    """Whether a case is open, as the partial indexes say it."""
    return Case.is_open.expression


def of_view(view: View) -> list[sa.ColumnElement[bool]]:
    """What a view holds; takes `me`, `now`, `first_day`, `last_day` and `sunday`."""
    open_ = is_open()
    match view:
        case View.MINE:
            return [Case.owner_id == value("me", Id()), open_]
        case View.UNASSIGNED:
            return [Case.owner_id.is_(None), open_]
        case View.OVERDUE:
            late = sa.or_(Case.due_on < FIRST, Case.due_on < TODAY)
            return [
                Case.due_on.is_not(None),
                Case.due_on < LAST,
                late,
                Case.clock_stopped.is_(False),
            ]
        case View.DUE_THIS_WEEK:
            in_time = sa.or_(Case.due_on >= LAST, Case.due_on >= TODAY)
            return [Case.due_on.is_not(None), Case.due_on >= FIRST, Case.due_on <= SUNDAY, in_time]
        case _:
            return []


def conditions(shape: Shape) -> Where:
    """What a view holds and the filters of the list ask for."""
    where = of_view(shape.view)
    if shape.stage:
        where.append(Case.stage == value("stage", sa.String()))
    if shape.entity:
        where.append(Case.entity_id == value("entity", Id()))
    if shape.classification:
        where.append(Case.classification == value("classification", Case.classification.type))
    if shape.category:
        type_, below = value("category", sa.String()), value("below", sa.String())
        start = sa.func.substr(Case.category, 1, sa.func.length(below))
        where.append(sa.or_(Case.category == type_, start == below))
    if shape.reference:
        where.append(Case.reference == value("reference", sa.String()))
    if shape.after:
        where.append(_after(shape))
    return where


def _after(shape: Shape) -> sa.ColumnElement[bool]:
    key = sa.tuple_(value("after_day", sa.Date()), value("after_id", Id()))
    if shape.order is Sort.RECEIVED:
        return sa.tuple_(Case.received_on, Case.id) < key
    return sa.tuple_(_due(shape, Case), Case.id) > key


def order(shape: Shape, columns: Any) -> list[sa.ColumnElement[Any]]:
    """By what a list is sorted."""
    if shape.order is Sort.RECEIVED:
        return [columns.received_on.desc(), columns.id.desc()]
    return [_due(shape, columns).asc(), columns.id.asc()]


def _due(shape: Shape, columns: Any) -> Any:
    """The due date, or a day after all others where a view also holds cases without one."""
    if shape.view in {View.OVERDUE, View.DUE_THIS_WEEK}:
        return columns.due_on
    return sa.func.coalesce(columns.due_on, NEVER_WRITTEN, type_=sa.Date())


def _parts(view: View, way: Way, let_in: sa.CTE, *, apart: bool) -> list[Where]:
    """The parts of the reader's cases among which a view is looked for."""
    if view is View.MINE:
        return [()]
    return parts_of(way, let_in, apart=apart, owned=view is not View.UNASSIGNED)
