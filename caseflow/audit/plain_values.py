"""Single values as they stand in the database, read by the type of their column, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

from caseflow.db import UTCDateTime
from caseflow.declared_column import DeclaredColumn

Reads = Callable[[Any], Any]
NOT_READ = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class Unreadable:
    """What stands in the place of a value that cannot be read; equal to nothing else."""

    def __repr__(self) -> str:
        return "unreadable"


UNREADABLE: Final = Unreadable()


def plainly(column: Any, dialect: Dialect) -> Any:
    """A column as the driver hands it over; moments as text, since PostgreSQL has endless ones."""
    if isinstance(column.type, UTCDateTime | sa.Date) and dialect.name == "postgresql":
        return sa.cast(column, sa.Text)
    return sa.type_coerce(column, sa.types.NullType())


def read_value(reading: Reads, value: Any) -> Any:
    """A value as its reading has it; `UNREADABLE` where that is none."""
    if value is None:
        return None
    try:
        return reading(value)
    except NOT_READ:
        return UNREADABLE


def reading_of(kind: sa.types.TypeEngine[Any], dialect: Dialect) -> Reads:
    """How a value of this type is read from what the driver hands over."""
    for known, reads in READINGS:
        if isinstance(kind, known):
            return reads
    read: Reads | None = kind.dialect_impl(dialect).result_processor(dialect, None)
    return read or _same


def _of(*kinds: type) -> Reads:
    """Reads values of these types, and none of another."""

    def read(value: Any) -> Any:
        if isinstance(value, kinds):
            return value
        raise TypeError

    return read


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _bytes(value: Any) -> bytes:
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value)
    raise TypeError


def _same(value: Any) -> Any:
    return value


READINGS: tuple[tuple[type[sa.types.TypeEngine[Any]], Reads], ...] = (
    (UTCDateTime, _moment),
    (sa.Date, date.fromisoformat),
    (sa.LargeBinary, _bytes),
    (sa.Boolean, bool),
    (sa.String, _of(str)),
    (DeclaredColumn, _of(str)),
    (sa.Float, _of(int, float)),
    (sa.Integer, _of(int)),
)
"""How values of each type are read; those of other types as the type itself says."""
