"""The list of cases: saved views, filters and pages by key, opening only the titles it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.acting import assert_acting
from caseflow.access.actor import Actor
from caseflow.access.checks import require
from caseflow.access.models import Classification
from caseflow.audit.record import note_read
from caseflow.cases.acts import CaseAct
from caseflow.cases.lists import waiting
from caseflow.cases.lists.case_search import matching
from caseflow.cases.lists.list_views import QueuePage, QueueRow, ViewCount, Waiting
from caseflow.cases.lists.listing import (
    COUNTED_HERE,
    MOST_COUNTED,
    NEVER,
    ROWS,
    Shape,
    Sort,
    View,
    page,
    page_within,
)
from caseflow.cases.lists.near_cases import EVERYWHERE, values_of, way_of
from caseflow.cases.lists.reach_of_moves import Reach, reach_of
from caseflow.cases.lists.row_limits import RowLimits
from caseflow.cases.lists.waiting_rows import waiting_rows
from caseflow.cases.models import Case
from caseflow.cases.permissions import CasePermission
from caseflow.cases.policy import near
from caseflow.cases.records.case_category import category_in_words
from caseflow.cases.workflow import stage_of
from caseflow.crypto.keyring import keyring_of
from caseflow.crypto.opening import Texts, show_rows
from caseflow.days import days_anywhere, office_day
from caseflow.db import Id
from caseflow.labels import Text
from caseflow.list_order import read_key, write_key
from caseflow.matters.views import PersonView
from caseflow.packs import PackError
from caseflow.reference.numbers import parse
from caseflow.reference.taxonomy import conducts
from caseflow.workflow import WorkflowError

COUNTED = (View.WAITING, View.OTHERS, *COUNTED_HERE)
"""The views of which the list says how many cases they hold, in the order of `waiting.counting`."""
__all__ = [
    "MOST_COUNTED",
    "ROWS",
    "QueueFilters",
    "Sort",
    "View",
    "queue",
    "view_counts",
]

Reaching = tuple[Reach, dict[str, Any]]
"""How far a reader's moves go, and the values that belong in the statements."""


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
        by_due = self.view not in {View.UNASSIGNED, View.ALL}
        return Sort.DUE if by_due else Sort.RECEIVED


def queue(
    session: Session,
    filters: QueueFilters,
    *,
    actor: Actor,
    now: datetime,
    counts: bool = True,
    keys: Iterable[UUID] = (),
) -> QueuePage:
    """One page of at most 50 cases; the look is recorded with the references shown.

    `keys` are those that the page needs for the names of the reader's own views, fetched along.

    Raises NotReady (field "after") for a page key that is none, Refused without the right to
    read cases.
    """
    assert_acting(session, actor)
    require(session, actor, CasePermission.READ)
    reach = reach_of(actor)
    rows = _find(session, filters, actor, now, reach)
    more, rows = len(rows) > ROWS, rows[:ROWS]
    views = frozenset(keys)
    keyring_of(session).ciphers(session, views.union(row.data_key_id for row in rows))
    titles = show_rows(session, rows, ("title", "desk"), model=Case)
    waits = {}
    if filters.view in waiting.VIEWS:
        waits = waiting_rows(session, rows, filters.view, actor=actor, now=now)
    # asked once a page, not once a row
    limits, stages, kinds = RowLimits(now), cache(_stage), _kinds()
    shown = [
        _row(
            row,
            text,
            limits,
            stages(row.stage, row.track),
            kinds(row.category, row.category_proven),
            waits.get(row.id),
        )
        for row, text in zip(rows, titles, strict=True)
    ]
    exact = shown[0].reference if parse(filters.text) and shown else None
    note_read(
        session,
        CaseAct.LISTED,
        fields=(
            *("cases.title",) * bool(shown),
            *("cases.desk",) * any(text["desk"] for text in titles),
            *("saved_views.name",) * bool(views),
        ),
        facts={
            "filters": {k: str(v) for k, v in vars(filters).items() if v and k != "text"},
            "searched": bool(filters.text.strip()),
            "references": [row.reference for row in shown],
        },
        right=CasePermission.READ,
    )
    return QueuePage(
        rows=tuple(shown),
        views=_counts(session, actor, now, reach) if counts else (),
        next_key=_key(filters, rows[-1]) if more else None,
        exact=exact,
    )


def view_counts(session: Session, *, actor: Actor, now: datetime) -> tuple[ViewCount, ...]:
    """How many cases each saved view holds, in one statement, counted to 99 at most."""
    assert_acting(session, actor)
    return _counts(session, actor, now, reach_of(actor))


def _counts(
    session: Session, actor: Actor, now: datetime, reach: Reaching
) -> tuple[ViewCount, ...]:
    place = near(actor)
    way, (shape, own) = way_of(place), reach
    values = {**_days(now), **values_of(place, way), **own}
    numbers = session.execute(waiting.counting(way, shape), values).one()
    return tuple(
        ViewCount(
            view=view.value,
            label=view.label,
            count=min(number, MOST_COUNTED),
            more=number > MOST_COUNTED,
        )
        for view, number in zip(COUNTED, numbers, strict=True)
    )


def count_everywhere(
    session: Session, filters: QueueFilters, *, actor: Actor, now: datetime
) -> int:
    """How many cases have these words and filters in all views; counted to 50 and one more."""
    assert_acting(session, actor)
    require(session, actor, CasePermission.READ)
    wanted = replace(filters, view=View.ALL, after=None, sort=None)
    return len(_find(session, wanted, actor, now, reach_of(actor)))


def _days(now: datetime) -> dict[str, Any]:
    """The values that views go by: the week is the organisation's, each day its entity's."""
    today = office_day(now)
    first, last = days_anywhere(now)
    sunday = today + timedelta(days=6 - today.weekday())
    days = {"first_day": first, "last_day": last, "sunday": sunday, "office_day": today}
    return {"now": now, **days}


def _find(
    session: Session, filters: QueueFilters, actor: Actor, now: datetime, reaching: Reaching
) -> Sequence[Any]:
    """The rows of the page and one more."""
    typed = filters.text.strip()[:400]
    reference = parse(typed) if typed else None
    place = near(actor)
    apart = filters.view not in {View.MINE, *waiting.VIEWS} and filters.entity_id is None
    match = matching(session, typed, actor=actor) if typed and reference is None else None
    way = way_of(place) if apart and (match is None or match.many) else EVERYWHERE
    key = read_key(filters.after, sa.Date(), Id()) if filters.after else None
    shape = Shape(
        view=filters.view,
        order=filters.order,
        after=key is not None,
        stage=filters.stage is not None,
        entity=filters.entity_id is not None,
        classification=filters.classification is not None,
        category=filters.category is not None,
        reference=reference is not None,
    )
    values = {
        "me": actor.user_id,
        **_days(now),
        "stage": filters.stage,
        "entity": filters.entity_id,
        "classification": filters.classification,
        "category": filters.category,
        "below": f"{filters.category}.",
        "reference": str(reference),
        **values_of(place, way),
        **dict(zip(("after_day", "after_id"), key or (), strict=False)),
    }
    reach = None
    if filters.view in waiting.VIEWS:
        reach, own = reaching
        values |= own
    if match is None:
        statement = page(shape, way) if reach is None else waiting.page(shape, reach)
        return session.execute(statement, values).all()
    within = [match.condition]
    statement = (
        page_within(shape, within, way)
        if reach is None
        else waiting.page_within(shape, within, reach)
    )
    return session.execute(statement, values).all()


def _key(filters: QueueFilters, row: Any) -> str:
    day = row.received_on if filters.order is Sort.RECEIVED else row.due_on or NEVER
    return write_key(day, row.id)


def _kinds() -> Callable[[str | None, bool], Text]:
    """What a case is about in words, by its category and whether that was proven."""
    types = conducts()
    return cache(lambda code, proven: category_in_words(types(code), code, proven=proven))


def _stage(value: str, name: str | None) -> tuple[Text, int]:
    """The label and the mark of a stage; of one that its track no longer has its code."""
    try:
        stage = stage_of(value, name)
    except (WorkflowError, PackError):
        return Text(value), 0
    return stage.label, stage.carried.mark


def _row(
    row: Any,
    text: Texts,
    limits: RowLimits,
    stage: tuple[Text, int],
    category: Text,
    waits: Waiting | None,
) -> QueueRow:
    days_left, left = limits.of(row)
    return QueueRow(
        id=row.id,
        reference=row.reference,
        title=text["title"] or "",
        category=category,
        entity_code=row.entity_code or "",
        entity_name=row.entity_name or "",
        stage=row.stage,
        stage_label=stage[0],
        mark=stage[1],
        is_open=row.is_open,
        stage_since=row.stage_since,
        received_on=row.received_on,
        due_on=row.due_on,
        days_left=days_left,
        left=left,
        due_limit=limits.elsewhere(row),
        clock_stopped=row.clock_stopped,
        owner=PersonView(row.owner_id, row.owner or "") if row.owner_id else None,
        desk=text["desk"] or row.entity_name or "",
        classification=row.classification,
        admitted=row.admitted,
        waiting=waits,
    )
