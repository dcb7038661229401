"""Sealed columns: two kinds of field whose values stay closed until somebody opens them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, ClassVar, NoReturn
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import (
    LoaderCallableStatus,
    Mapped,
    MappedColumn,
    Mapper,
    declared_attr,
    mapped_column,
)
from sqlalchemy.types import TypeDecorator

from caseflow.crypto.models import DataKey
from caseflow.db import Id
from caseflow.errors import NotReady
from caseflow.labels import _

LONGEST = 1_000_000
MASK = "[confidential]"
_UNMASKABLE = "a sealed value is neither copied, pickled nor written out: open it in a reading verb"


class Sealed:
    """A value nobody has opened yet; printing, logging or rendering it shows nothing.

    `token` is what the database holds: ciphertext, bound to its table, column, row and key.
    """

    __slots__ = ("token",)

    def __init__(self, token: bytes) -> None:
        self.token = token

    def __repr__(self) -> str:
        return MASK

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return format(MASK, spec)

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        raise TypeError(_UNMASKABLE)

    def __iter__(self) -> NoReturn:
        raise TypeError(_UNMASKABLE)


class Pending(Sealed):
    """A text that waits for its row, its key and the flush; it never reaches the database."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        super().__init__(b"")
        self.text = text


def conceal(text: str) -> Sealed:
    """The only way into a sealed column: it is sealed when the row is written.

    Raises NotReady for text no database or document can carry: lone surrogates, NUL, or more
    than a million characters.
    """
    if len(text) > LONGEST:
        raise NotReady(_("This text is too long. At most a million characters can be kept."))
    if "\0" in text:
        raise NotReady(_("This text contains a character that cannot be kept. Remove it."))
    try:
        text.encode()
    except UnicodeEncodeError:
        raise NotReady(_("This text contains a broken character. Copy or type it again.")) from None
    return Pending(text)


class SealedColumn(TypeDecorator[Sealed]):
    """Sealed bytes in the database, a `Sealed` value in the program; loading opens nothing."""

    impl = sa.LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: Dialect) -> bytes | None:
        """Write ciphertext only; a text that was never sealed stops here."""
        if value is None:
            return None
        if not isinstance(value, Sealed) or not value.token:
            raise TypeError("a sealed column takes conceal(text), written by a session")
        return value.token

    def result_processor(
        self, _dialect: Dialect, _coltype: object
    ) -> Callable[[Any], Sealed | None]:
        """Hand the closed value over as it is."""
        return _closed


def _closed(value: Any) -> Sealed | None:
    """What the database holds; no bytes at all (SQLite keeps any kind) is a seal that is broken."""
    if value is None:
        return None
    return Sealed(bytes(value) if isinstance(value, bytes | bytearray | memoryview) else b"")


confidential = Annotated[Sealed, mapped_column(SealedColumn(), info={"confidential": True})]
"""A field opened with its page for those who may."""

guarded = Annotated[Sealed, mapped_column(SealedColumn(), info={"guarded": True})]
"""A field that identifies a victim, reporter or protected witness: own right, own key, a reason."""

LANDED = "landed"
CODED = "coded"
"""Marks an open column of an earlier release whose words decide: a code takes their place."""


def landed(
    name: str, type_: Any, *, into: str, code: str | None = None, comment: str | None = None
) -> MappedColumn[Any]:
    """An open column of an earlier release whose words belong into the sealed attribute `into`.

    Nothing writes it any more. `flask seal` seals what stands in it and empties it; until then
    whoever opens the sealed attribute is given these words. It is dropped in a later release.
    Words that the database compares leave a keyed code of themselves in the attribute `code`.
    """
    info = {LANDED: into} if code is None else {LANDED: into, CODED: code}
    return mapped_column(name, type_, info=info, comment=comment)


class SealedRow:
    """Mixin of every table with sealed columns: each row names the key that seals it, for good.

    Renaming a table or column must not break seals: keep the old names in `__sealed_table__`
    and `__sealed_columns__` (attribute → logical column).
    """

    __sealed_table__: ClassVar[str | None] = None
    __sealed_columns__: ClassVar[dict[str, str]] = {}

    @declared_attr
    def data_key_id(self) -> Mapped[UUID]:
        """The key that seals this row.

        The foreign key is deferred, so that one flush may write a key and its rows in any order.
        """
        key = sa.ForeignKey(DataKey.__table__.c.id, deferrable=True, initially="DEFERRED")
        return mapped_column(Id, key, index=True, comment="key that seals this row")


RESEALING = "resealing"


def _keep(target: Any, value: Any, old: Any, initiator: Any) -> None:
    if old is None or old is LoaderCallableStatus.NO_VALUE or old == value:
        return
    if not sa.inspect(target).info.get(RESEALING):
        raise ValueError(f"{initiator.key} of a sealed row never changes: use reseal()")


def _accept(_target: Any, value: Any, old: Any, initiator: Any) -> None:
    if value is None or type(value) is Pending or value is old:
        return
    if not isinstance(value, Sealed):
        raise TypeError(f"{initiator.key} is sealed: assign conceal(text)")
    raise ValueError(
        f"{initiator.key}: a sealed value belongs to its own row and column; "
        "open it and conceal the text anew"
    )


@event.listens_for(SealedRow, "mapper_configured", propagate=True)
def _watch(mapper: Mapper[Any], cls: type[Any]) -> None:
    for name in ("id", "data_key_id"):
        event.listen(getattr(cls, name), "set", _keep, active_history=True)
    for prop in mapper.column_attrs:
        if isinstance(prop.columns[0].type, SealedColumn):
            event.listen(getattr(cls, prop.key), "set", _accept)
        elif (sealed := prop.columns[0].info.get(LANDED)) is not None:
            event.listen(getattr(cls, sealed), "set", _emptying(prop.key))


def _emptying(name: str) -> Callable[..., None]:
    """Let what is written anew take the place of the words that still stand open."""

    def empty(target: Any, _value: Any, _old: Any, _initiator: Any) -> None:
        if sa.inspect(target).persistent:
            setattr(target, name, None)

    return empty
