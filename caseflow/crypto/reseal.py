"""Re-sealing: what a split or a transfer moves comes under the key of where it goes."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.crypto.columns import RESEALING, conceal
from caseflow.crypto.fields import places
from caseflow.crypto.opening import open_rows


def reseal(session: Session, rows: Iterable[Any], *, to: UUID, limit: int | None = None) -> int:
    """Seal these rows anew under the data key `to`, at the flush; returns how many were moved.

    Rows already under that key are left alone, so an interrupted move is finished by asking
    again; with `limit`, at most that many are moved and the caller commits between two calls.
    A merge needs none of this: merged rows keep their keys. Raises SealBroken or Erased when a
    value cannot be opened, before anything has changed.
    """
    waiting = [row for row in rows if row.data_key_id != to][:limit]
    waiting.sort(key=lambda row: type(row).__name__)
    opened = [
        (row, texts)
        for model, several in groupby(waiting, key=type)
        for row, texts in _texts(session, model, list(several))
    ]
    for row, texts in opened:
        _move(row, texts, to)
    return len(opened)


def _texts(
    session: Session, model: type[Any], rows: list[Any]
) -> list[tuple[Any, dict[str, str | None]]]:
    return list(zip(rows, open_rows(session, rows, tuple(places(model))), strict=True))


def _move(row: Any, texts: dict[str, str | None], to: UUID) -> None:
    info = sa.inspect(row).info
    info[RESEALING] = True
    try:
        row.data_key_id = to
    finally:
        del info[RESEALING]
    for name, text in texts.items():
        if text is not None:
            setattr(row, name, conceal(text))
