"""Rows as they stand in the database, each value read by itself.

Whoever has the database can put anything into it: a word that no list knows, a date that is none.
A value that cannot be read must not end a verification, so it is a finding of its row like others.
Words of a list stay words here: whether they are the right ones is compared, not looked up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.audit.plain_values import UNREADABLE, plainly, read_value, reading_of
from caseflow.db import WITH_WITHDRAWN, in_pages


class PlainRows:
    """Reads rows of these columns, by name, for one session."""

    def __init__(self, session: Session, columns: Mapping[str, Any]) -> None:
        dialect = session.connection().dialect
        self._session = session
        self._asked = {
            name: plainly(column, dialect).label(name) for name, column in columns.items()
        }
        self._reads = {name: reading_of(column.type, dialect) for name, column in columns.items()}

    def in_pages(self, key: str, size: int) -> Iterator[list[SimpleNamespace]]:
        """All rows in the order of a column of theirs, a part at a time."""
        statement = sa.select(*self._asked.values()).execution_options(**WITH_WITHDRAWN)
        for page in in_pages(self._session, statement, self._asked[key], size):
            yield [self.read(row) for row in page]

    def in_order(self, key: str, size: int) -> Iterator[SimpleNamespace]:
        """All rows in the order of a column of theirs, by one statement."""
        statement = sa.select(*self._asked.values()).order_by(self._asked[key])
        options = {**WITH_WITHDRAWN, "yield_per": size}
        for row in self._session.execute(statement, execution_options=options):
            yield self.read(row)

    def read(self, row: Any) -> SimpleNamespace:
        """One row; `UNREADABLE` stands where a value cannot be read."""
        reads = zip(self._reads.items(), row, strict=True)
        return SimpleNamespace(
            **{name: read_value(reading, value) for (name, reading), value in reads}
        )


def unreadable(row: SimpleNamespace) -> list[str]:
    """The names of what cannot be read of a row."""
    return [name for name, value in vars(row).items() if value is UNREADABLE]
