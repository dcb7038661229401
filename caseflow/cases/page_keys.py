"""Where a page of a list goes on: the day and the id of its last row, as in an address."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from caseflow.db import Id
from caseflow.errors import NotReady
from caseflow.labels import _


def page_key(day: date, row_id: UUID) -> str:
    """The key of a row, for the address of the page after it."""
    return f"{day.isoformat()}~{row_id.hex}"


def read_page_key(text: str) -> tuple[date, UUID]:
    """The day and the id of the row after which a page begins. Raises NotReady (field "after")."""
    try:
        day, _dash, row_id = text.partition("~")
        return date.fromisoformat(day), UUID(row_id)
    except ValueError:
        raise NotReady(_("This page of the list is not known."), field="after") from None


def is_after(day: sa.ColumnElement[Any], row_id: sa.ColumnElement[Any], text: str) -> Any:
    """Whether a row comes after this key, the newest first. Raises NotReady (field "after")."""
    known_day, known_id = read_page_key(text)
    bound = sa.tuple_(sa.literal(known_day, sa.Date()), sa.literal(known_id, Id()))
    return sa.tuple_(day, row_id) < bound
