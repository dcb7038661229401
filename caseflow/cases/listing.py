"""The statements of the list of cases: one for each shape of filters, built once and kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from caseflow.access.models import Grant
from caseflow.accounts.models import User
from caseflow.cases.models import Case
from caseflow.cases.workflow import CLOSED
from caseflow.db import Id
from caseflow.labels import Labelled, _
from caseflow.reference.models import Entity

ROWS = 50
MOST_COUNTED = 99
NEVER = date(9999, 12, 31)
"""Where cases that no clock runs for stand among those with a due date."""


class View(Labelled):
    """A saved view; all but the last hold open cases only."""

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
    """Which filters a list has; their values come with each execution.

    `arms` says along how many entities the reader's cases are looked for, None: along none.
    """

    view: View
    order: Sort
    after: bool
    stage: bool
    entity: bool
    classification: bool
    category: bool
    reference: bool
    arms: int | None
    teams: bool


COUNTED = (View.MINE, View.OVERDUE, View.DUE_THIS_WEEK, View.UNASSIGNED)
COLUMNS = (
    Case.id,
    Case.data_key_id,
    Case.title,
    Case.reference,
    Case.entity_id,
    Case.category,
    Case.stage,
    Case.stage_since,
    Case.received_on,
    Case.due_on,
    Case.clock_stopped,
    Case.owner_id,
    Case.desk,
    Case.classification,
    Case.admitted,
)
Where = Sequence[sa.ColumnElement[bool]]


def value(name: str, type_: Any, *, many: bool = False) -> sa.BindParameter[Any]:
    """A value that comes with the execution."""
    return sa.bindparam(name, type_=type_, expanding=many)


TODAY, SUNDAY = value("today", sa.Date()), value("sunday", sa.Date())


@lru_cache(maxsize=512)
def page(shape: Shape) -> sa.Select[Any]:
    """The statement of one page of this shape, and one row more."""
    return page_within(shape, ())


def page_within(shape: Shape, within: Where) -> sa.Select[Any]:
    """The same with conditions of its own.

    A reader who reaches some entities looks through each of them apart, along its own index, so
    that a page costs the same however many cases lie elsewhere.
    """
    first = (
        sa.select(*COLUMNS)
        .where(*_conditions(shape), *within)
        .order_by(*_order(shape, Case))
        .limit(ROWS + 1)
    )
    if shape.arms is None:
        found = first.subquery("found")
    else:
        arms = [Case.entity_id == value(f"arm{n}", Id()) for n in range(shape.arms)]
        parts = [first.where(arm).subquery() for arm in (*arms, Case.id.in_(_own(shape)))]
        found = sa.union(*(sa.select(part) for part in parts)).subquery("found")
    return (
        sa.select(
            found,
            Entity.code.label("entity_code"),
            Entity.name.label("entity_name"),
            User.full_name.label("owner"),
        )
        .select_from(found)
        .outerjoin(Entity, Entity.id == found.c.entity_id)
        .outerjoin(User, User.id == found.c.owner_id)
        .order_by(*_order(shape, found.c))
        .limit(ROWS + 1)
    )


@lru_cache(maxsize=2)
def counting(*, within: bool) -> sa.Select[Any]:
    """How many cases each counted view holds; `within` entities for those that are nobody's."""
    counted = []
    for view in COUNTED:
        where = of_view(view)
        if view is View.UNASSIGNED and within:
            where.append(Case.entity_id.in_(value("entities", Id(), many=True)))
        found = sa.select(sa.literal(1)).select_from(Case).where(*where).limit(MOST_COUNTED + 1)
        counted.append(
            sa.select(sa.func.count())
            .select_from(found.subquery())
            .scalar_subquery()
            .label(view.name.lower())
        )
    return sa.select(*counted)


def of_view(view: View) -> list[sa.ColumnElement[bool]]:
    """What a view holds; takes `me`, `today` and `sunday`."""
    open_ = Case.stage != sa.literal_column(f"'{CLOSED}'")  # as the partial indexes say it
    match view:
        case View.MINE:
            return [Case.owner_id == value("me", Id()), open_]
        case View.UNASSIGNED:
            return [Case.owner_id.is_(None), open_]
        case View.OVERDUE:
            return [Case.due_on.is_not(None), Case.due_on < TODAY, Case.clock_stopped.is_(False)]
        case View.DUE_THIS_WEEK:
            return [Case.due_on.is_not(None), Case.due_on >= TODAY, Case.due_on <= SUNDAY]
        case View.ALL:
            return []


def _conditions(shape: Shape) -> Where:
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


def _order(shape: Shape, columns: Any) -> list[sa.ColumnElement[Any]]:
    if shape.order is Sort.RECEIVED:
        return [columns.received_on.desc(), columns.id.desc()]
    return [_due(shape, columns).asc(), columns.id.asc()]


def _due(shape: Shape, columns: Any) -> Any:
    """The due date, or a day after all others where a view also holds cases without one."""
    if shape.view in {View.OVERDUE, View.DUE_THIS_WEEK}:
        return columns.due_on
    return sa.func.coalesce(columns.due_on, NEVER, type_=sa.Date())


def _own(shape: Shape) -> sa.CompoundSelect[Any]:
    """Cases that are near for other reasons than their entity; takes `colleagues`, `teams`."""
    owned: sa.ColumnElement[bool] = Case.owner_id.in_(value("colleagues", Id(), many=True))
    if shape.teams:
        owned = sa.or_(owned, Case.desk.in_(value("teams", sa.String(), many=True)))
    let_in = sa.select(Grant.root_id).where(
        Grant.user_id == value("me", Id()),
        Grant.valid_from <= TODAY,
        sa.or_(Grant.valid_to.is_(None), Grant.valid_to > TODAY),
    )
    return sa.union(sa.select(Case.id).where(owned), let_in)
