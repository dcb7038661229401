"""A column that holds one of the words that rooms declare, as plain text."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from caseflow.declared_enums import Declared
from caseflow.manifests import by_value


class DeclaredColumn(TypeDecorator[Declared]):
    """Stores the value of a member; gives the member back.

    Raises ValueError for what no room declares, when it is written and when it is read: a room that
    went away leaves rows that nobody can read. A new member needs no migration.
    """

    impl = sa.String
    cache_ok = True

    def __init__(self, base: type[Declared], length: int = 40) -> None:
        super().__init__(length)
        self.base = base

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Hand the database the value."""
        return None if value is None else by_value(self.base, str(value)).value

    def process_result_value(self, value: Any, dialect: Dialect) -> Declared | None:
        """Give the member back."""
        return None if value is None else by_value(self.base, value)
