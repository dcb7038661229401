"""Sealed values spoilt in the database itself, past the program."""

from __future__ import annotations

from contextlib import closing
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from caseflow.crypto.fields import Field


def rot(engine: sa.Engine, field: Field, row_id: Any = None) -> int:
    """Flip the last bit of a field's values, in one row or in all; returns in how many."""
    sqlite = engine.dialect.name == "sqlite"
    wanted = row_id.bytes if sqlite and isinstance(row_id, UUID) else row_id
    mark = "?" if sqlite else "%s"
    spoilt = 0
    with closing(engine.raw_connection()) as raw:
        cursor = raw.cursor()
        cursor.execute(f'SELECT id, "{field.column}" FROM {field.table}')
        for found, value in cursor.fetchall():
            if value is None or (wanted is not None and found != wanted):
                continue
            blob = bytes(value)
            changed = blob[:-1] + bytes((blob[-1] ^ 1,))
            cursor.execute(
                f'UPDATE {field.table} SET "{field.column}" = {mark} WHERE id = {mark}',
                (changed, found),
            )
            spoilt += 1
        raw.commit()
    return spoilt
