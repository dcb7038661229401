"""Pages of a list: each begins after the last row of the one before, so that no list ends early.

An order gives the columns by which a list is sorted; its last one is unique. The place where a page
begins is written into its address as the values of those columns in the row before it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from operator import attrgetter
from typing import Any, Generic, TypeVar
from uuid import UUID

import sqlalchemy as sa

from caseflow.db import Id, UTCDateTime, at_most
from caseflow.errors import NotReady
from caseflow.labels import _

Row = TypeVar("Row")
ROWS = 50
"""The rows of one page, where a list says nothing else."""
NO_SUCH_PAGE = _("This page of the list is not known.")
LARGEST = 2**63 - 1


@dataclass(frozen=True)
class SortColumn:
    """A column of an order: where its value is in a row, and whether the greatest comes first.

    The column is never null. Its type is a day, a moment, a whole number or an id.
    """

    name: str
    column: Any
    falling: bool = False


@dataclass(frozen=True)
class PageOf(Generic[Row]):
    """The rows of one page; `after` is the key of the page after it, None where there is none."""

    rows: Sequence[Row]
    after: str | None


class ListOrder:
    """The order of a list, with the conditions and keys of its pages."""

    def __init__(self, *columns: SortColumn) -> None:
        self.columns = columns

    def page(
        self,
        statement: Any,
        after: str,
        read: Callable[[Any], Sequence[Row]],
        *,
        size: int | None = None,
    ) -> PageOf[Row]:
        """The page after this key, the first one for an empty key; `read` executes a statement.

        Raises NotReady (field "after") for a key that is none.
        """
        if after:
            statement = statement.where(self.is_after(after))
        sorts = [each.column.desc() if each.falling else each.column for each in self.columns]
        size = size or ROWS
        rows = read(statement.order_by(*sorts).limit(at_most(size + 1)))
        shown = rows[:size]
        return PageOf(shown, self.key(shown[-1]) if len(rows) > size else None)

    def from_parts(
        self, statement: Any, parts: Sequence[Any], after: str, *, size: int | None = None
    ) -> sa.Subquery:
        """The first rows after this key of several parts of a list, each along its own index.

        A part is a condition, and no row is in two of them; each gives a page and one row more, so
        that none is sorted as a whole. What comes out is to be sorted and cut by `page`, by an
        order over its columns. Raises NotReady (field "after") for a key that is none.
        """
        if after:
            statement = statement.where(self.is_after(after))
        sorts = [each.column.desc() if each.falling else each.column for each in self.columns]
        first = statement.order_by(*sorts).limit(at_most((size or ROWS) + 1))
        arms = [first.where(part).subquery() for part in parts]
        return sa.union_all(*(sa.select(arm) for arm in arms)).subquery("found")

    def key(self, row: Any) -> str:
        """The key of the page that begins after this row."""
        return write_key(*(attrgetter(each.name)(row) for each in self.columns))

    def is_after(self, key: str) -> sa.ColumnElement[bool]:
        """Whether a row comes after this key. Raises NotReady (field "after")."""
        kinds = [each.column.type for each in self.columns]
        known = zip(read_key(key, *kinds), kinds, strict=True)
        values = [sa.literal(value, kind) for value, kind in known]
        if len({each.falling for each in self.columns}) == 1:
            row = sa.tuple_(*(each.column for each in self.columns))
            bound = sa.tuple_(*values)
            return row < bound if self.columns[0].falling else row > bound
        ways: list[Any] = []
        same: list[Any] = []
        for each, value in zip(self.columns, values, strict=True):
            beyond = each.column < value if each.falling else each.column > value
            ways.append(sa.and_(*same, beyond))
            same.append(each.column == value)
        return sa.or_(*ways)


def write_key(*values: Any) -> str:
    """The key that is made of these values of a row, for an address."""
    return "~".join(map(_written, values))


def read_key(key: str, *kinds: Any) -> tuple[Any, ...]:
    """The values of a key, of these types of columns. Raises NotReady (field "after")."""
    try:
        pairs = zip(key.split("~"), kinds, strict=True)
        return tuple(_read(text, kind) for text, kind in pairs)
    except (ValueError, OverflowError):
        raise NotReady(NO_SUCH_PAGE, field="after") from None


def _written(value: Any) -> str:
    match value:
        case datetime():
            return value.astimezone(UTC).replace(tzinfo=None).isoformat()
        case date():
            return value.isoformat()
        case UUID():
            return value.hex
        case int():
            return str(value)
    raise TypeError(f"no list is sorted by {type(value).__name__}")


def _read(text: str, kind: Any) -> Any:
    """The value that was written for a column of this type. Raises ValueError, OverflowError."""
    match kind:
        case UTCDateTime():
            return datetime.fromisoformat(text).replace(tzinfo=UTC)
        case sa.Date():
            return date.fromisoformat(text)
        case Id():
            return UUID(text)
        case sa.Integer():
            number = int(text)
            if abs(number) > LARGEST:
                raise OverflowError
            return number
    raise TypeError(f"no list is sorted by a column of type {kind!r}")
