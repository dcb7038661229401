"""The ground of every table: base model, column kinds, engine and session."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from enum import Enum
from itertools import islice
from typing import Annotated, Any, ClassVar, TypeVar, cast
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Dialect, Engine
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column, object_session, registry
from sqlalchemy.sql.expression import ClauseElement, Executable
from sqlalchemy.sql.selectable import NamedFromClause
from sqlalchemy.sql.visitors import iterate
from sqlalchemy.types import TypeDecorator, TypeEngine

from caseflow.days import SQLITE_NAME, day_for_sqlite
from caseflow.session_values import SessionValue

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = sa.MetaData(naming_convention=NAMES)
Shared = TypeVar("Shared")
Kept = TypeVar("Kept", bound=Executable)


class Id(TypeDecorator[UUID]):
    """A row id: PostgreSQL's uuid, sixteen bytes in SQLite."""

    impl = sa.Uuid
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Sixteen raw bytes where there is no uuid type."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(sa.Uuid())
        return dialect.type_descriptor(sa.LargeBinary(16))

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> Any:
        """Hand the database what it stores."""
        if value is None or dialect.name == "postgresql":
            return value
        return value.bytes

    def process_result_value(self, value: Any, dialect: Dialect) -> UUID | None:
        """Hand the program a UUID."""
        return value if isinstance(value, UUID) else _uuid(value)

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any] | None:
        """One call a value, not three: ids are most of what is written and read."""
        return super().bind_processor(dialect) if dialect.name == "postgresql" else _bytes

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """Likewise."""
        if dialect.name == "postgresql":
            return super().result_processor(dialect, coltype)
        return _uuid


def _bytes(value: UUID | None) -> bytes | None:
    return None if value is None else value.bytes


def _uuid(value: Any) -> UUID | None:
    return None if value is None else UUID(int=int.from_bytes(value, "big"))


class UTCDateTime(TypeDecorator[datetime]):
    """A moment in UTC that always comes back with its zone, on both databases."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse moments without a zone; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


WITH_WITHDRAWN = {"withdrawn": True}
"""Execution options of the statements that read what was entered by mistake and withdrawn, too."""


def keep(statement: Kept) -> Kept:
    """A statement that is built once and holds no value of anybody, for every thread to use.

    It is kept with the wall on it (`access/wall.py`), so that SQLAlchemy need not look at it anew
    each time.
    """
    for element in iterate(cast("ClauseElement", statement)):
        if isinstance(element, NamedFromClause):
            settle(element)
    return statement.execution_options(kept=True)


def at_most(number: int) -> sa.ColumnElement[int]:
    """A limit to so many rows, written into the statement.

    SQLite plans a statement anew at each execution when its limit is a value that is handed in:
    for the list of cases that was half of its time.
    """
    return sa.literal_column(str(int(number)), sa.Integer())


def in_pages(
    session: Session, statement: Any, key: Any, size: int
) -> Iterator[Sequence[sa.Row[Any]]]:
    """All rows of a statement in the order of a column of theirs, at most `size` of them at a time.

    `key` is one of the columns that are selected, and no two rows have the same. Each page is a
    statement of its own, so that memory stays the same however many rows there are.
    """
    page = statement.order_by(key).limit(at_most(size))
    rows = session.execute(page).all()
    while rows:
        yield rows
        if len(rows) < size:
            return
        rows = session.execute(page.where(key > getattr(rows[-1], key.key))).all()


def settle(alias: Shared) -> Shared:
    """A table or alias that several threads use, with its columns and their index made at once.

    SQLAlchemy makes them at the first use. Of two threads that come first together one meets half
    of them, and a statement that it makes then is wrong for as long as it is kept.
    """
    selectable = sa.inspect(alias).selectable
    for stranger in islice(selectable.alias().c, 1):
        selectable.corresponding_column(stranger)
    return alias


def choice(kind: type[Enum], length: int = 40) -> sa.Enum:
    """A column type that stores an enum's value as plain text, without a check constraint.

    An unknown value in the database raises on loading; a new member needs no migration.
    """
    return sa.Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=length,
        validate_strings=True,
        values_callable=lambda members: [m.value for m in members],
    )


class Base(DeclarativeBase):
    """Every table of CaseFlow. A row has its id from the moment it is made."""

    registry = registry(
        metadata=metadata,
        type_annotation_map={UUID: Id(), datetime: UTCDateTime(), date: sa.Date()},
    )

    def __init__(self, **values: Any) -> None:
        columns = self.__mapper__.columns
        if "id" not in values and "id" in columns and isinstance(columns["id"].type, Id):
            values["id"] = new_id()
        for name, value in values.items():
            if not hasattr(type(self), name):
                raise TypeError(f"{type(self).__name__} has no {name}")
            setattr(self, name, value)


class Audited:
    """Mixin: the session records every change of such a row, beneath the act it belongs to.

    It stands here because tables below the trail carry it, too; `audit` does the recording. A table
    that gets another name keeps the old one in `__trail_table__`: entries and digests are bound to
    it.
    """

    __trail_table__: ClassVar[str | None] = None


def trail_table(thing: Any) -> str:
    """What the trail calls the table of a model or of a row: its first name, whatever it is now."""
    return getattr(thing, "__trail_table__", None) or str(thing.__tablename__)


def new_id() -> UUID:
    """A UUIDv7: sortable by the quarter of a microsecond of its making, otherwise random.

    RFC 9562, 5.7 and 6.2 (method 3), so that rows made one after the other stay in that order.
    """
    milliseconds, within = divmod(time.time_ns(), 1_000_000)
    raw = milliseconds.to_bytes(6, "big") + os.urandom(10)
    value = int.from_bytes(raw, "big")
    value = value & ~(0xFFFF << 64) | (0x7 << 76) | (within * 4096 // 1_000_000 << 64)
    value = value & ~(0x3 << 62) | (0x2 << 62)
    return UUID(int=value)


Key = Annotated[UUID, mapped_column(Id, primary_key=True, default=new_id)]


WRITES = SessionValue[bool]("writes")
"""Whether the transactions of a session change something: on SQLite they take its write lock."""
WRITER = SessionValue[Engine]("writer")
"""The engine whose transactions take it."""


class WorkSession(Session):
    """The session every read and every verb goes through; walls and audit hang on its events.

    `WRITES` makes its transactions take SQLite's write lock at their first statement.
    """

    def get_bind(self, *args: Any, **kwargs: Any) -> Any:
        """Begin at once as a writer when the edge said that this request changes something."""
        bind = super().get_bind(*args, **kwargs)
        if WRITES.get(self) and bind.dialect.name == "sqlite" and isinstance(bind, Engine):
            # one engine object for the whole session: another would be a second connection
            if (writer := WRITER.get(self)) is None:
                writer = WRITER.put(self, bind.execution_options(begin="IMMEDIATE"))
            return writer
        return bind


def session_of(row: Any) -> Session:
    """The session a loaded row belongs to. Raises RuntimeError for a row that has none."""
    session = object_session(row)
    if session is None:
        raise RuntimeError(f"this {type(row).__name__} belongs to no session")
    return session


@contextmanager
def reading_only(session: Session) -> Iterator[Session]:
    """Read without holding anybody up, in a session that changes something before or after.

    Ends the transaction on both sides: what is not committed yet is lost. Slow work that belongs to
    a change (a hash, a mail) is done within, or behind it before the next statement.
    """
    session.rollback()
    WRITES.put(session, False)
    try:
        yield session
    finally:
        session.rollback()
        WRITES.put(session, True)


def prepare_engine(engine: Engine) -> Engine:
    """Make an engine keep its promises: real transactions, full durability, foreign keys.

    Raises RuntimeError when SQLite does not accept write-ahead logging with full synchronisation.
    """
    if engine.dialect.name != "sqlite":
        return engine

    @event.listens_for(engine, "connect")
    def _settings(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        connection.create_function(SQLITE_NAME, 2, day_for_sqlite, deterministic=True)
        cursor = connection.cursor()
        for pragma in (
            "busy_timeout=15000",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            "cache_size=-32000",
            "temp_store=MEMORY",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        mode = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        level = cursor.execute("PRAGMA synchronous").fetchone()[0]
        cursor.close()
        if (mode, level) not in {("wal", 2), ("memory", 2)}:
            raise RuntimeError(f"SQLite refused WAL with synchronous=FULL (got {mode}, {level})")

    @event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        kind = connection.get_execution_options().get("begin", "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {kind}")

    return engine


def tune(session: Session, **settings: int) -> None:
    """Set SQLite for a long piece of work, until the connection ends; nothing on PostgreSQL."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        for name, value in settings.items():
            connection.exec_driver_sql(f"PRAGMA {name}={value}")


def make_engine(url: str) -> Engine:
    """An engine for `url`, with the newer SQLite of the pysqlite3 wheel where it is SQLite."""
    return prepare_engine(sa.create_engine(url, **engine_options(url)))


def engine_options(url: str) -> dict[str, Any]:
    """What `create_engine` needs for this database; errors never tell the values of a statement."""
    if sa.make_url(url).get_backend_name() == "sqlite":
        import pysqlite3.dbapi2

        return {"hide_parameters": True, "module": pysqlite3.dbapi2, "paramstyle": "named"}
    return {"hide_parameters": True, "pool_pre_ping": True}
