"""The list of cases: saved views, filters and pages by key, opening only the titles it shows."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.acting import assert_acting
from caseflow.access.actor import Actor
from caseflow.access.checks import require
from caseflow.access.models import Classification
from caseflow.access.permissions import Permission
from caseflow.accounts.models import User
from caseflow.audit.acts import Act
from caseflow.audit.record import note_read
from caseflow.cases.models import Case
from caseflow.cases.naming import search
from caseflow.cases.policy import reach
from caseflow.cases.timing import conduct
from caseflow.cases.views import PersonView, QueuePage, QueueRow, ViewCount
from caseflow.cases.workflow import CLOSED, stage_of
from caseflow.crypto.opening import open_rows
from caseflow.errors import NotReady
from caseflow.labels import Labelled, Text, _
from caseflow.reference.models import Entity
from caseflow.reference.numbers import parse

ROWS = 50
MOST_COUNTED = 99
MOST_ARMS = 24
"""Entities that are looked through one by one; beyond, the reader sees so many that any scan ends
soon."""
NEVER = date(9999, 12, 31)


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
class QueueFilters:
    """What a list is narrowed to. `text` is a reference or a name, `after` the key of a page."""

    view: View = View.ALL
    stage: str | None = None
    entity_id: UUID | None = None
    classification: Classification | None = None
    category: str | None = None
    text: str = ""
    sort: Sort | None = None
    after: str | None = None

    @property
    def order(self) -> Sort:
        """The order asked for, or the one that suits the view."""
        if self.sort is not None:
            return self.sort
        by_due = self.view in {View.MINE, View.OVERDUE, View.DUE_THIS_WEEK}
        return Sort.DUE if by_due else Sort.RECEIVED


def queue(
    session: Session, filters: QueueFilters, *, actor: Actor, now: datetime, counts: bool = True
) -> QueuePage:
    """One page of at most 50 cases; the look is recorded with the references shown.

    Raises NotReady (field "after") for a page key that is none, Refused without the right to
    read cases.
    """
    assert_acting(session, actor)
    require(session, actor, Permission.CASES_READ)
    today = max(actor.today, now.date())
    where, too_common = _wanted(session, filters, actor, today)
    rows = session.execute(_page(filters, where, actor)).all() if where is not None else []
    more, rows = len(rows) > ROWS, rows[:ROWS]
    titles = open_rows(session, rows, ("title",), model=Case)
    shown = [_row(row, text["title"] or "", today) for row, text in zip(rows, titles, strict=True)]
    exact = shown[0].reference if parse(filters.text) and shown else None
    note_read(
        session,
        Act.CASE_LISTED,
        fields=("cases.title",) if shown else (),
        facts={
            "filters": {k: str(v) for k, v in asdict(filters).items() if v and k != "text"},
            "searched": bool(filters.text.strip()),
            "references": [row.reference for row in shown],
        },
    )
    return QueuePage(
        rows=tuple(shown),
        views=view_counts(session, actor=actor, today=today) if counts else (),
        next_key=_key(filters, rows[-1]) if more else None,
        too_common=too_common,
        exact=exact,
    )


def view_counts(session: Session, *, actor: Actor, today: date) -> tuple[ViewCount, ...]:
    """How many cases each saved view holds, in one statement, counted to 99 at most."""
    assert_acting(session, actor)
    views = [View.MINE, View.OVERDUE, View.DUE_THIS_WEEK, View.UNASSIGNED]
    entities, _own = reach(actor)
    counted = []
    for view in views:
        where = _of_view(view, actor, today)
        if view is View.UNASSIGNED and entities is not None:
            where.append(Case.entity_id.in_(entities))
        found = sa.select(sa.literal(1)).select_from(Case).where(*where).limit(MOST_COUNTED + 1)
        counted.append(
            sa.select(sa.func.count())
            .select_from(found.subquery())
            .scalar_subquery()
            .label(view.name.lower())
        )
    numbers = session.execute(sa.select(*counted)).one()
    return tuple(
        ViewCount(
            view=view.value,
            label=view.label,
            count=min(number, MOST_COUNTED),
            more=number > MOST_COUNTED,
        )
        for view, number in zip(views, numbers, strict=True)
    )


Where = list[sa.ColumnElement[bool]]


def _of_view(view: View, actor: Actor, today: date) -> Where:
    open_ = Case.stage != CLOSED
    match view:
        case View.MINE:
            return [Case.owner_id == actor.user_id, open_]
        case View.UNASSIGNED:
            return [Case.owner_id.is_(None), open_]
        case View.OVERDUE:
            return [Case.due_on.is_not(None), Case.due_on < today, Case.clock_stopped.is_(False)]
        case View.DUE_THIS_WEEK:
            week = today + timedelta(days=6 - today.weekday())
            return [Case.due_on.is_not(None), Case.due_on >= today, Case.due_on <= week]
        case View.ALL:
            return []


def _wanted(
    session: Session, filters: QueueFilters, actor: Actor, today: date
) -> tuple[Where | None, bool]:
    """The conditions of the list, and whether the name asked for is too common."""
    where = _of_view(filters.view, actor, today)
    if filters.stage is not None:
        where.append(Case.stage == filters.stage)
    if filters.entity_id is not None:
        where.append(Case.entity_id == filters.entity_id)
    if filters.classification is not None:
        where.append(Case.classification == filters.classification)
    if filters.category is not None:
        where.append(
            sa.or_(
                Case.category == filters.category,
                Case.category.startswith(filters.category + ".", autoescape=True),
            )
        )
    typed = filters.text.strip()[:400]
    if not typed:
        return where, False
    if (reference := parse(typed)) is not None:
        return [*where, Case.reference == str(reference)], False
    found = search(session, typed)
    old = sa.select(Case.id).where(Case.external_reference == typed)
    ids = old if found.cases is None else sa.union(old, found.cases)
    return [*where, Case.id.in_(ids)], found.too_common


def _columns() -> sa.Select[Any]:
    columns: Any = sa.select(
        Case.id,
        Case.data_key_id,
        Case.title,
        Case.reference,
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
        Entity.code.label("entity_code"),
        Entity.name.label("entity_name"),
        User.full_name.label("owner"),
    )
    joined: sa.Select[Any] = columns.outerjoin(Entity, Entity.id == Case.entity_id).outerjoin(
        User, User.id == Case.owner_id
    )
    return joined


def _page(filters: QueueFilters, where: Where, actor: Actor) -> sa.Select[Any]:
    order, after = _ordered(filters)
    limit = ROWS + 1
    entities, own = reach(actor)
    narrow = (
        entities is not None
        and len(entities) <= MOST_ARMS
        and filters.view in {View.ALL, View.UNASSIGNED}
        and filters.entity_id is None
        and not filters.text.strip()
    )
    if not narrow or entities is None:
        return _columns().where(*where, *after).order_by(*order).limit(limit)
    arms = [*(Case.entity_id == entity for entity in entities), Case.id.in_(own)]
    firsts = [
        sa.select(Case.id).where(arm, *where, *after).order_by(*order).limit(limit).subquery()
        for arm in arms
    ]
    ids = sa.union(*(sa.select(first.c.id) for first in firsts))
    return _columns().where(Case.id.in_(ids)).order_by(*order).limit(limit)


def _ordered(filters: QueueFilters) -> tuple[list[sa.ColumnElement[Any]], Where]:
    """The order of the list, and what lies after the page key. Raises NotReady."""
    key = _parse_key(filters.after) if filters.after else None
    if filters.order is Sort.RECEIVED:
        after = sa.tuple_(Case.received_on, Case.id) < sa.tuple_(*_bound(key)) if key else None
        order: list[sa.ColumnElement[Any]] = [Case.received_on.desc(), Case.id.desc()]
    else:
        due = (
            Case.due_on
            if filters.view in {View.OVERDUE, View.DUE_THIS_WEEK}
            else sa.func.coalesce(Case.due_on, NEVER, type_=sa.Date())
        )
        after = sa.tuple_(due, Case.id) > sa.tuple_(*_bound(key)) if key else None
        order = [due.asc(), Case.id.asc()]
    return order, [] if after is None else [after]


def _bound(key: tuple[date, UUID]) -> tuple[sa.ColumnElement[Any], sa.ColumnElement[Any]]:
    day, row_id = key
    return sa.literal(day, sa.Date()), sa.literal(row_id, Case.id.type)


def _parse_key(text: str) -> tuple[date, UUID]:
    try:
        day, _dash, row_id = text.partition("~")
        return date.fromisoformat(day), UUID(row_id)
    except ValueError:
        raise NotReady(_("This page of the list is not known."), field="after") from None


def _key(filters: QueueFilters, row: Any) -> str:
    day = row.received_on if filters.order is Sort.RECEIVED else row.due_on or NEVER
    return f"{day.isoformat()}~{row.id.hex}"


def _row(row: Any, title: str, today: date) -> QueueRow:
    stage, type_ = stage_of(row.stage), conduct(row.category)
    return QueueRow(
        id=row.id,
        reference=row.reference,
        title=title,
        category=type_.label if type_ else Text((row.category or "").replace("%", "%%")),
        entity_code=row.entity_code or "",
        entity_name=row.entity_name or "",
        stage=row.stage,
        stage_label=stage.label,
        stage_tone=stage.tone,
        stage_since=row.stage_since,
        received_on=row.received_on,
        due_on=row.due_on,
        days_left=(row.due_on - today).days if row.due_on else None,
        clock_stopped=row.clock_stopped,
        owner=PersonView(row.owner_id, row.owner or "") if row.owner_id else None,
        desk=row.desk or "",
        classification=row.classification,
        admitted=row.admitted,
    )
