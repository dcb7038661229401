"""The days on which dated things hold: the only place that compares where they begin and end.

`valid_from` is the first day on which a thing holds, `valid_to` the first on which it no longer
does; none means that it began before anybody asked, or has no end. Every rule stands twice, beside
each other: for a row that was read, and for a statement. A test holds both to the same answers.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Protocol

import sqlalchemy as sa


class HasDays(Protocol):
    """Something that holds from a day on, up to the day before another."""

    @property
    def valid_from(self) -> date | None:
        """The first day."""

    @property
    def valid_to(self) -> date | None:
        """The first day on which it no longer holds."""


def holds(first: date | None, end: date | None, day: date) -> bool:
    """Whether what begins and ends on these days holds on this day."""
    return (first is None or first <= day) and (end is None or end > day)


def is_in_force(row: HasDays | sa.Row[Any], day: date) -> bool:
    """Whether something holds on this day."""
    return holds(row.valid_from, row.valid_to, day)


def in_force(dated: Any, day: Any) -> sa.ColumnElement[bool]:
    """Whether a row of a model, an alias or a table holds on this day."""
    return sa.and_(_columns(dated).valid_from <= day, not_ended(dated, day))


def in_force_where(dated: Any, day: Any, first: Any, last: Any) -> sa.ColumnElement[bool]:
    """Whether a row holds on a day that a statement has to find out, the place's own.

    `first` and `last` are the days that it is somewhere on earth. A row that holds on both, and
    thus on each place's day, is not asked for its place: finding that day costs more than all else.
    """
    columns = _columns(dated)
    everywhere = sa.and_(columns.valid_from <= first, not_ended(dated, last))
    return sa.or_(everywhere, in_force(dated, day))


def has_begun(row: Any, day: date) -> bool:
    """Whether something holds on this day, or did so before."""
    return row.valid_from is None or row.valid_from <= day


def begins_before(row: Any, day: date) -> bool:
    """Whether something holds on a day before this one, unless it ended first."""
    return row.valid_from is None or row.valid_from < day


def has_ended(row: Any, day: date) -> bool:
    """Whether something no longer holds on this day, whenever it began."""
    return row.valid_to is not None and row.valid_to <= day


def ends_on(row: Any, day: date) -> bool:
    """Whether this is the first day on which something no longer holds."""
    found: bool = row.valid_to == day
    return found


def not_ended(dated: Any, day: Any) -> sa.ColumnElement[bool]:
    """Whether a row holds on this day, or may do so later."""
    columns = _columns(dated)
    return sa.or_(columns.valid_to.is_(None), columns.valid_to > day)


def has_no_end(row: Any) -> bool:
    """Whether no end was set."""
    return row.valid_to is None


def without_end(dated: Any) -> sa.ColumnElement[bool]:
    """Whether no end was set, in a statement."""
    no_end: sa.ColumnElement[bool] = _columns(dated).valid_to.is_(None)
    return no_end


def outlasts(end: date | None, row: Any) -> bool:
    """Whether something that ends on this day, or never, still holds when the row has ended."""
    return row.valid_to is not None and (end is None or end > row.valid_to)


def in_force_between(dated: Any, first: Any, last: Any) -> sa.ColumnElement[bool]:
    """Whether a row holds on one of these days at least."""
    return sa.and_(_columns(dated).valid_from <= last, in_force_from(dated, first))


def in_force_or_ended(dated: Any, day: Any) -> sa.ColumnElement[bool]:
    """Whether a row holds on this day or has ended with it, so that the day of the end counts."""
    columns = _columns(dated)
    return sa.and_(
        columns.valid_from <= day, sa.or_(columns.valid_to.is_(None), columns.valid_to >= day)
    )


def in_force_from(dated: Any, day: Any) -> sa.ColumnElement[bool]:
    """Whether a row holds on this day or on one after it: one that ended as it began never did."""
    columns = _columns(dated)
    lasts = sa.or_(columns.valid_to.is_(None), columns.valid_to > columns.valid_from)
    return sa.and_(not_ended(dated, day), lasts)


def differs_between(dated: Any, earlier: Any, later: Any) -> sa.ColumnElement[bool]:
    """Whether a row begins or ends after the earlier day and up to the later one, or begins later.

    Such a row says something else once the day at its root has gone back from the later day to the
    earlier one.
    """
    columns = _columns(dated)
    ends = sa.and_(columns.valid_to > earlier, columns.valid_to <= later)
    return sa.or_(columns.valid_from > earlier, ends)


def _columns(dated: Any) -> Any:
    return dated.c if isinstance(dated, sa.FromClause) else dated
